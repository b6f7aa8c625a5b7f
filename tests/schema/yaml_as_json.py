"""YAML read as an editor reads it to check it against a JSON Schema: by the core rules of YAML 1.2.

Only null, true, false and numbers are not strings; so dates, `on` and `off` are strings. Keys are always strings (JSON
has no others). A key given twice, an anchor, an alias and a tag are refused, as the program refuses them.
"""

import re

import yaml


class Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2 in place of those of 1.1."""

    yaml_implicit_resolvers = {}

    def compose_node(self, parent, index):
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.YAMLError(f"{event.start_mark}: anchors and aliases are not used here")
        if getattr(event, "tag", None):
            raise yaml.YAMLError(f"{event.start_mark}: tags are not used here")
        return super().compose_node(parent, index)

    def construct_mapping(self, node, deep=False):
        made = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.YAMLError(f"{key.start_mark}: a key must be a plain word")
            if key.value in made:
                raise yaml.YAMLError(f'{key.start_mark}: "{key.value}" is given twice')
            made[key.value] = self.construct_object(value, deep=True)
        return made

    def construct_yaml_map(self, node):
        return self.construct_mapping(node)

    def construct_plain_int(self, node):
        return int(node.value)

    def construct_plain_float(self, node):
        return float(node.value)


def _scalars(tag, pattern, first):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


_scalars("null", "~|null|Null|NULL|", ["~", "n", "N", ""])
_scalars("bool", "true|True|TRUE|false|False|FALSE", "tTfF")
_scalars("int", "[-+]?[0-9]+", "-+0123456789")
_scalars("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789")
Loader.add_constructor("tag:yaml.org,2002:map", Loader.construct_yaml_map)
Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_plain_int)
Loader.add_constructor("tag:yaml.org,2002:float", Loader.construct_plain_float)


def load(text):
    """\\raises yaml.YAMLError"""
    return yaml.load(text, Loader=Loader)
