#!/usr/bin/env python3
"""Worked bills: the providers' own examples and those of others, priced by `isocost price` from what they state.

usage: check.py ID FILE MODELS ISOCOST        one example; `all` for every one
       check.py report FILE MODELS ISOCOST    a list of all, in Markdown
       check.py list FILE                     the ids
       check.py tables FILE                   are the ids of the tables below known?

The examples are kept beside the repository: FILE has their inputs, their lines and their totals. One function per
service makes a usage file of the inputs; the program multiplies, rounds, and takes tiers and allowances. The exact
amounts must be those of the example. Where they are not, the table `_differs` has our total, the one quantity that makes
the whole difference, and the reason.
Exit code 77: there is no FILE.
"""

import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from decimal import ROUND_HALF_UP, Decimal

_architectures = {"x86": "x86_64", "arm": "arm64"}

# Regions as some examples write them; "any" is a platform's own.
_regions = {"East US": "eastus", "North Europe": "northeurope", "US (non-government)": "eastus",
            "Europe to America": "europe-west1", "edge": "global", "zone 1": "global", "any": None}

_free = {"free_tier": True}
_title = "said by the example's title or id only"
_line = "stands in the example's lines only"
_page_credits = "the example takes free amounts off"
_included = "what the plan's price includes is an allowance of the catalogue"
_month = {"hours": 730}
_month_of_lines = "a month of 730 h " + _line
_month_of_page = "the page's month has 30 days, said at its first example"

# What the inputs do not say but the lines need: {id: (further inputs, why)}.
_unsaid = {
    "aws-lambda-08-esm-kafka": ({"event_source": "kafka"}, _title),
    "aws-lambda-09-esm-sqs": ({"event_source": "sqs"}, _title),
    "inf-lambda-tiers-arm": ({"arch": "arm"}, _title),
    "arch-lambda-tier-x86": (_free, _page_credits),
    "aws-ebs-04-io1": ({"month_seconds": 2592000}, _month_of_page),
    "aws-ebs-05-st1": ({"month_seconds": 2592000}, _month_of_page),
    "aws-ebs-06-sc1": ({"month_seconds": 2592000}, _month_of_page),
    "aws-ebs-08-archive": ({"restored_days": 15, "month_days": 30}, _line),
    "az-func-07-flex-10x": (_free, _page_credits),
    "az-func-06-memory-rounding": ({"executions": 1, "avg_ms": 1000}, "a rule for any time: one execution of a second"),
    "infracost-az-ep2": ({"vcpu": 2, "memory_gb": 7}, "size of an EP2 instance"),
    "gcp-run-01-min-instance": (_free, _page_credits),
    "gcp-lb-01": (_month, _month_of_lines),
    "gcp-lb-03-6rules-500g": (_month, _month_of_lines),
    "gcp-monitoring-01": (_free, _page_credits),
    "gcp-calc-cud-n1-standard-8": ({"commitments": ["sud-full-month", "cud-1y", "cud-3y"]}, _line),
    "ddb-ondemand-blog": (_free, "storage below the free 25 GB"),
    "sfn-tp-01": (_free, _page_credits),
    "cloudrun-tp-01-wrong": (_free, _page_credits),
    "cf-workers-01": (_free, _included),
    "cf-workers-03-cron": (_free, _included),
    "cf-workers-05-cache": (_free, _included),
    "inf-servicebus-standard": (_free | _month, _included + "; " + _month_of_lines),
    "infracost2-service-bus-standard": (_free | _month, _included + "; " + _month_of_lines),
    "cosmos-07-geo-multi-write": ({"multi_write": True}, _title),
    "cosmos-09-block-0-100": ({"multi_write": True}, "the price of its lines is that of writes in many regions"),
    "ec2-ri-01": ({"commitments": [None, "ri-1y-no-upfront", "ri-3y-no-upfront", "compute-sp-1y-no-upfront"]}, _line),
    "azure-ri-01": ({"commitments": [None, "reservation-1y"]}, _line),
    "infracost2-kinesis-provisioned": ({"fan_out_gb": 100, "fan_out_hours": 100}, _line),
    "infracost2-rds-postgres": (_month, _month_of_lines),
    "infracost2-rds-extended-support": (_month | {"vcpu": 2}, "a db.t3.large has 2 vCPU; " + _month_of_lines),
    "infracost2-route53": ({"zones": 1}, _line),
    "infracost2-cosmos-autoscale": ({"restore_gb": 3000}, _line),
    "infracost2-logic-apps-ws1": (_month | {"vcore": 1, "memory_gb": "3.5"}, "size of a WS1 plan; " + _month_of_lines),
    "infracost2-front-door-classic": (_month, _month_of_lines),
}

# Examples whose inputs do not make their quantities: {id: price ids, and conditions, of their lines}.
_of_lines = {
    "aws-lambda-11-durable": [("aws/lambda/compute", {"architecture": "arm64"}), "aws/lambda/requests",
                              "aws/lambda/durable-operations", "aws/lambda/durable-written",
                              "aws/lambda/durable-retained"],
    "aws-lambda-15-microvm-dev": ["aws/lambda-microvms/" + meter for meter in (
        "vcpu", "memory", "vcpu", "memory", "snapshot-write", "snapshot-read", "snapshot-read", "image-storage",
        "suspended-storage")],
    "aws-lambda-16-microvm-ci": ["aws/lambda-microvms/" + meter for meter in (
        "vcpu", "memory", "vcpu", "memory", "snapshot-read", "image-storage")],
    "az-func-02-flex-cpu-bound": ["azure/functions-flex/compute", "azure/functions-flex/requests"],
    "aws-calc-05-ec2": [("aws/ec2/server", {"instance": "t2.nano"})],
}

# Terms of an example that are not those of the catalogue, laid over it as a user would: {id: (service, prices, why)}.
def _own(meter, region, unit, amount, **more):
    binary = {"bytes_per_unit": 1 << 30} if unit.startswith("G") else {}
    return {"meter": meter, "name": meter, "region": region, "unit": unit, "amount": amount, **binary, **more}


_x86 = {"when": {"architecture": "x86_64"}}
_old_price = ("aws/lambda", [_own("compute", "us-east-1", "GB-second", "0.00001667", **_x86)],
              "the page has the price of its time, 0.00001667 per GB-second, no longer held and without a date")
_per_second = ("aws/fargate", [_own("vcpu", "us-east-1", "vCPU-hour", "0.0404784", **_x86),
                               _own("memory", "us-east-1", "GB-hour", "0.004446", **_x86),
                               _own("ephemeral-storage", "us-east-1", "GB-hour", "0.00011088")],
               "the page rounds the prices of an hour to prices of a second: 0.000011244, 0.000001235, 0.0000000308")
_own_terms = {
    "aws-lambda-17-old-ex1": _old_price,
    "cmp-kazulkin-1m": _old_price,
    "aws-fargate-01-x86": _per_second,
    "aws-fargate-03-eks": _per_second,
    "aws-ebs-01-gp3": ("aws/ebs", [_own("gp3-throughput", "us-east-1", "MiBps-month", "0.06")],
                       "the page takes 0.06 per MB/s; the price of the region is 0.04"),
    "sfn-express-blog-1m": (
        "aws/step-functions", [_own("express-duration", "us-east-1", "GB-second", "0.00001707008")],
        "the page counts 1,000 MB as a GB: a GB of 1,024 MB costs 1.024 of its price, 0.00001667"),
    "az-func-07-flex-10x": (
        "azure/functions-flex", [_own("compute", "northeurope", "GB-second", "0.000025"),
                                 _own("requests", "northeurope", "request", "0.371", per="1000000")],
        "the example's prices are in euros, of which the catalogue has none: its amounts as they stand"),
    "inf-servicebus-standard": (
        "azure/service-bus", [_own("standard-base", "eastus", "hour", "0.0134411")],
        "the example divides a printed charge by 730 and keeps seven decimals"),
    "infracost2-service-bus-standard": (
        "azure/service-bus", [_own("standard-base", "westeurope", "hour", "0.0134384")],
        "the example divides the printed 9.81 by 730 and keeps seven decimals"),
    "gcp-run-01-min-instance": (
        "gcp/run", [_own("idle_cpu", "us-central1", "vCPU-second", "0.0000025", allowance="idle-cpu"),
                    _own("idle_compute", "us-central1", "GiB-second", "0.0000025", allowance="idle-memory")],
        "the example takes free time off idle time, by its author's reading; the catalogue does not"),
}
_own_allowances = {"gcp-run-01-min-instance": [("idle-cpu", "vCPU-second", "180000"),
                                               ("idle-memory", "GiB-second", "360000")]}

# Where we differ: {id: (our exact total, price id, the example's quantity of it, why)}. With that quantity in place of
# ours, and all else as it is, the total is the example's.
_differs = {
    "aws-lambda-08-esm-kafka": (
        "1147.13532", "aws/lambda/requests", 60000000,
        "page inconsistent: 60M requests where its inputs give 30M, and no free million"),
    "aws-apigw-03-rest": (
        "18.7874603271484375", "aws/data-transfer/internet-out", "14.3", "the page rounds the data, 14.305 GB, to 14.3"),
    "aws-apigw-05-private": (
        "24.85734694898128509521", "aws/vpc-endpoint/data", "15.7", "the page rounds the data, 15.735 GB, to 15.7"),
    "infracost-az-consumption": (
        "14.72691168", "azure/functions-consumption/requests", 3540100, "the page rounds the executions to 3.5401M"),
    "sfn-wrong-blog": (
        "2.15", "aws/step-functions/transitions", 89600, "page inconsistent: 90,000 less 4,000 is not 89,600"),
    "cosmos-09-block-0-100": (
        "2880", "azure/cosmos-db/provisioned-multi-region", 240000,
        "page inconsistent: one region is charged twice"),
}

# Of these, the printed figures agree nevertheless.
_cents_agree = {"aws-apigw-03-rest", "aws-apigw-05-private", "infracost-az-consumption"}

# What the lines of an example leave out of its own inputs: {id: (price id, exact amount, why)}.
_left_out = {
    "inf-servicebus-standard": (
        "azure/service-bus/standard-connections", "21470", "its lines leave out the connections of its inputs"),
}

# With the prices of the catalogue, where the example has its own: {id: our exact total}.
_of_catalogue = {
    "aws-lambda-17-old-ex1": "18.73337", "cmp-kazulkin-1m": "1.86667", "aws-fargate-01-x86": "1.262",
    "aws-fargate-03-eks": "4.3695", "aws-ebs-01-gp3": "3.5", "sfn-express-blog-1m": "3.08375",
    "az-func-07-flex-10x": "9.67228", "inf-servicebus-standard": "22849.41",
    "infracost2-service-bus-standard": "22849.41", "gcp-run-01-min-instance": "9.72"}


def _price(price_id, quantity=1, time=None, **more):
    return {"price": price_id, "quantity": quantity, **({"for": time} if time else {}), **more}


def _function(platform, requests, duration, memory, **more):
    return {"function": platform, "requests": requests, "duration": duration, "memory": memory, **more}


def _each(prices, inputs):
    """Inputs that are quantities of a price: {input: price id}."""
    return [_price(price, inputs[key]) for key, price in prices.items() if key in inputs]


def _plain(number):
    return f"{Decimal(number):f}"


# ---- AWS

def _lambda(inputs):
    when = {"architecture": _architectures[inputs.get("arch", "x86")]}
    if "gb_s" in inputs:
        return [_price("aws/lambda/compute", _plain(inputs["gb_s"]), when=when)]
    requests = inputs["requests"] if "requests" in inputs else inputs["invocations_per_day"] * inputs["days"]
    time = f"{inputs['ms'] if 'ms' in inputs else inputs['avg_ms']} ms"
    memory = f"{inputs['memory_mb']} MiB"
    lines = [_function("aws-lambda", requests, time, memory, **when)]
    if "ephemeral_mb" in inputs:  # 512 MB are included
        more = f"{inputs['ephemeral_mb'] - 512} MiB"
        lines.append(_price("aws/lambda/ephemeral-storage", requests, time, size=more))
    if "epu_hours" in inputs:
        source = {"event_source": inputs["event_source"]}
        lines.append(_price("aws/lambda/event-poller", inputs["epu_hours"], when=source))
    if "new_envs" in inputs:
        lines.append(_price("aws/lambda/tenant-environment", inputs["new_envs"], size=memory))
    if "cold_start_pct" in inputs:
        restored = requests * inputs["cold_start_pct"] / Decimal(100)
        lines += [_price("aws/lambda/snapstart-cache", inputs["versions"], f"{inputs['days']} d", size=memory),
                  _price("aws/lambda/snapstart-restore", restored, size=memory)]
    return lines


def _provisioned_lambda(inputs):
    memory = f"{inputs['memory_mb']} MiB"
    kept = {"instances": inputs["pc"], "for": f"{inputs['pc_hours']} h"}
    return [_function("aws-lambda", inputs["pc_requests"], f"{inputs['pc_avg_ms']} ms", memory, provisioned=kept),
            _function("aws-lambda", inputs["other_requests"], f"{inputs['other_avg_ms']} ms", memory)]


def _lambda_edge(inputs):
    memory = f"{inputs['memory_mb']} MiB"
    return [_price("aws/lambda-edge/compute", inputs["requests"], f"{inputs['avg_ms']} ms", size=memory),
            _price("aws/lambda-edge/requests", inputs["requests"])]


def _http_api(inputs):
    return [{"price": "aws/api-gateway/http-requests", "rate": f"{inputs['requests_per_minute']}/min",
             "for": f"{inputs['days']} d", "size": f"{max(inputs['request_kb'], inputs['response_kb'])} KiB"}]


def _rest_api(inputs):
    return [_price("aws/api-gateway/rest-requests", inputs["requests"]),
            _price("aws/data-transfer/internet-out", inputs["requests"], size=f"{inputs['response_kb']} KiB")]


def _private_rest_api(inputs):
    both_ways = f"{inputs['request_kb'] + inputs['response_kb']} KiB"
    return [_price("aws/api-gateway/rest-requests", inputs["requests"]),
            _price("aws/vpc-endpoint/hours", inputs["azs"], f"{inputs['hours']} h"),
            _price("aws/vpc-endpoint/data", inputs["requests"], size=both_ways)]


def _websocket_api(inputs):
    user_days = inputs["users"] * inputs["days"]
    return [_price("aws/api-gateway/websocket-messages", user_days * (inputs["sent"] + inputs["received"]),
                   size=f"{inputs['message_kb']} KiB"),
            _price("aws/api-gateway/websocket-connections", user_days, f"{inputs['hours']} h")]


def _fargate(inputs):
    tasks = (inputs["tasks"] if "tasks" in inputs else inputs["pods"]) * inputs["days"]
    time = f"{inputs['seconds_per_day']} s"
    when = {"architecture": _architectures[inputs.get("arch", "x86")]}
    lines = [_price("aws/fargate/vcpu", tasks * inputs["vcpu"], time, when=when),
             _price("aws/fargate/memory", tasks, time, size=f"{inputs['memory_gb']} GiB", when=when)]
    if "ephemeral_gb" in inputs:  # 20 GB are included
        lines.append(_price("aws/fargate/ephemeral-storage", tasks, time, size=f"{inputs['ephemeral_gb'] - 20} GiB"))
    return lines


def _volume(kind, included_iops=0):
    def lines_of(inputs):
        over = {"time": f"{inputs['seconds']} s", "month": f"{inputs['month_seconds']} s"}
        lines = [_price(f"aws/ebs/{kind}", size=f"{inputs['gb']} GiB", **over)]
        if "iops" in inputs:
            lines.append(_price(f"aws/ebs/{kind}-iops", inputs["iops"] - included_iops, **over))
        if "mbps" in inputs:  # 125 MB/s are included
            lines.append(_price(f"aws/ebs/{kind}-throughput", inputs["mbps"] - 125, **over))
        return lines
    return lines_of


def _fast_snapshot_restore(inputs):
    return [_price("aws/ebs/fast-snapshot-restore", inputs["snapshots"] * inputs["azs"], f"{inputs['minutes']} min")]


def _snapshot_archive(inputs):
    size = {"size": f"{inputs['gb']} GiB"}
    restored = {"time": f"{inputs['restored_days']} d", "month": f"{inputs['month_days']} d"}
    return [_price("aws/ebs/snapshot-archive", **size), _price("aws/ebs/snapshot-archive-retrieval", **size),
            _price("aws/ebs/snapshots", **size, **restored)]


def _servers(price_id):
    """As many alternatives as commitments."""
    def lines_of(inputs):
        return [_price(price_id, time=f"{inputs['hours']} h",
                       when={"instance": inputs["type"]} | ({"commitment": commitment} if commitment else {}))
                for commitment in inputs["commitments"]]
    return lines_of


def _s3(inputs):
    lines = _each({"tier1_requests": "aws/s3/put-requests", "put": "aws/s3/put-requests", "get": "aws/s3/get-requests",
                   "standard_ia_gb": "aws/s3/retrieval-ia"}, inputs)  # deleting is free
    for days, size in inputs.get("periods", []):
        binary = size.replace(" GB", " GiB").replace(" TB", " TiB")
        lines.append(_price("aws/s3/storage", time=f"{days} d", size=binary, month=f"{inputs['days']} d"))
    return lines


def _state_machine(inputs):
    executions = inputs["executions"] if "executions" in inputs else inputs["executions_per_day"] * inputs["days"]
    return [_price("aws/step-functions/transitions", executions * (inputs["transitions"] + inputs.get("retries", 0)))]


def _express_state_machine(inputs):
    if "gb_hours" in inputs:
        return [_price("aws/step-functions/express-requests", inputs["requests"]),
                _price("aws/step-functions/express-duration", inputs["gb_hours"], "1 h", size="1 GiB")]
    return [_price("aws/step-functions/express-requests", inputs["executions"]),
            _price("aws/step-functions/express-duration", inputs["executions"], f"{inputs['seconds']} s",
                   size=f"{inputs['memory_mb']} MiB")]


def _dynamodb(inputs):
    lines = _each({"writes": "aws/dynamodb/write-requests", "wru": "aws/dynamodb/write-requests",
                   "reads": "aws/dynamodb/read-requests", "rru": "aws/dynamodb/read-requests",
                   "gb": "aws/dynamodb/storage", "pitr_gb": "aws/dynamodb/pitr", "backup_gb": "aws/dynamodb/backup",
                   "restore_gb": "aws/dynamodb/restore", "streams": "aws/dynamodb/streams-reads"}, inputs)
    if "storage_gb" in inputs:  # "<25": at most
        lines.append(_price("aws/dynamodb/storage", inputs["storage_gb"].removeprefix("<")))
    if "replica" in inputs:
        lines.append(_price("aws/dynamodb/replicated-writes", inputs["wru"], region=inputs["replica"]))
    return lines


def _kinesis(inputs):
    return [_price("aws/kinesis/shards", inputs["shards"], f"{inputs['hours']} h"),
            _price("aws/kinesis/put-units", inputs["put_units"]),
            _price("aws/kinesis/fan-out-data", inputs["fan_out_gb"]),
            _price("aws/kinesis/fan-out-consumers", inputs["fan_out_hours"])]


def _rds(engine):
    def lines_of(inputs):
        if "year" in inputs:
            return [_price("aws/rds/extended-support", inputs["vcpu"], f"{inputs['hours']} h")]
        zones = "-multi-az" if inputs.get("multi_az") else ""
        when = {"engine": engine, "instance": inputs["type"]}
        lines = [_price("aws/rds/instance" + zones, time=f"{inputs['hours']} h", when=when),
                 _price("aws/rds/storage-gp2" + zones, inputs["gb"])]
        return lines + _each({"backup_gb": "aws/rds/backup"}, inputs)
    return lines_of


def _rds_proxy(inputs):
    return [_price("aws/rds-proxy/vcpu", inputs["vcpu_minimum"], f"{inputs['hours']} h")]


def _aurora(inputs):
    return [_price("aws/aurora/capacity", inputs["acu"], f"{inputs['hours']} h")]


def _sns_fifo(inputs):
    return [_price("aws/sns/fifo-requests", inputs["publish"]), _price("aws/sns/fifo-payload", inputs["payload_gb"]),
            _price("aws/sns/fifo-deliveries", inputs["publish"] * inputs["subscribers"]),
            _price("aws/sns/fifo-delivery-payload", inputs["payload_gb"] * inputs["subscribers"])]


def _lambda_and_servers(inputs):
    """An hour of the same CPU three ways: the server with 1 GB of disk, the task with 2 GB and 1 GB of storage."""
    when = {"architecture": _architectures[inputs["arch"]]}
    return [_price("aws/lambda/compute", time="1 h", size=f"{inputs['memory_mb']} MiB", when=when),
            _price("aws/ec2/server", time="1 h", when={"instance": "c6g.medium"}),
            _price("aws/ebs/gp3", time="1 h", size="1 GiB", month="30 d"),
            _price("aws/fargate/vcpu", inputs["vcpu"], "1 h", when=when),
            _price("aws/fargate/memory", time="1 h", size="2 GiB", when=when),
            _price("aws/fargate/ephemeral-storage", time="1 h", size="1 GiB")]


def _comparison(inputs):
    """Either the above, or a second of a function beside a request."""
    return _lambda_and_servers(inputs) if "vcpu" in inputs else _lambda(inputs | {"requests": 1, "ms": 1000})


def _lambda_or_server(inputs):
    """One request, and a month of the server."""
    return _lambda(inputs | {"requests": 1}) + [
        _price("aws/ec2/server", time=f"{inputs['month_seconds']} s", when={"instance": inputs["instance"]})]


# ---- Azure

def _azure_function(inputs):
    if "mb_ms" in inputs:
        return [_price("azure/functions-consumption/compute", inputs["mb_ms"], "1 ms", size="1 MiB")]
    used = next(inputs[key] for key in ("observed_memory_mb", "observed_mb", "memory_mb") if key in inputs)
    return [_function("azure-consumption", inputs["executions"], f"{inputs['avg_ms']} ms", "1536 MiB",
                      memory_used=f"{used} MiB")]


def _azure_flex_function(inputs):
    if "mb_ms" in inputs:
        return [_price("azure/functions-flex/compute", inputs["mb_ms"], "1 ms", size="1 MiB")]
    return _each({"gb_s": "azure/functions-flex/compute", "executions": "azure/functions-flex/requests"}, inputs)


def _azure_premium_function(inputs):
    time = f"{inputs['hours']} h"
    return [_price("azure/functions-premium/vcpu", inputs["instances"] * inputs["vcpu"], time),
            _price("azure/functions-premium/memory", inputs["instances"], time, size=f"{inputs['memory_gb']} GiB")]


def _cosmos(inputs):
    regions = inputs.get("regions", 1)
    meter = "azure/cosmos-db/provisioned" + ("-multi-region" if inputs.get("multi_write") else "")
    schedule = inputs.get("schedule", [[inputs["hours"], inputs["ru_s"]]] if "ru_s" in inputs else [])
    lines = [_price(meter, ru_s / Decimal(100) * regions, f"{hours} h") for hours, ru_s in schedule]
    if "units_100ru" in inputs:
        lines.append(_price(meter, inputs["units_100ru"], f"{inputs['hours']} h"))
        lines += _each({"gb": "azure/cosmos-db/continuous-backup"}, inputs)  # of everything stored
    if "gb_per_region" in inputs:
        lines.append(_price("azure/cosmos-db/storage", regions, size=f"{inputs['gb_per_region']} GiB"))
    return lines + _each({"ru": "azure/cosmos-db/serverless", "gb": "azure/cosmos-db/storage",
                          "restore_gb": "azure/cosmos-db/restore"}, inputs)


def _service_bus(inputs):
    operations = inputs["ops"] if "ops" in inputs else inputs["ops_m"] * 1000000
    return [_price("azure/service-bus/standard-base", time=f"{inputs['hours']} h"),
            _price("azure/service-bus/standard-operations", operations),
            _price("azure/service-bus/standard-connections", inputs["connections"])]


def _logic_apps(inputs):
    time = f"{inputs['hours']} h"
    return [_price("azure/logic-apps/standard-vcore", inputs["vcore"], time),
            _price("azure/logic-apps/standard-memory", time=time, size=f"{inputs['memory_gb']} GiB"),
            _price("azure/logic-apps/standard-connector", inputs["standard_calls"]),
            _price("azure/logic-apps/enterprise-connector", inputs["enterprise_calls"])]


def _front_door(inputs):
    zone = {"when": {"zone": "zone-1"}}
    time = f"{inputs['hours']} h"
    return [_price("azure/front-door/classic-first-rules", min(inputs["rules"], 5), time),
            _price("azure/front-door/classic-additional-rules", max(inputs["rules"] - 5, 0), time),
            _price("azure/front-door/classic-hosts", inputs["hosts"] - 100),  # 100 are included
            _price("azure/front-door/classic-in", inputs["in_gb"], **zone),
            _price("azure/front-door/classic-out", inputs["out_gb"], **zone)]


def _container_registry(inputs):
    sku = {"sku": inputs["sku"].lower()}
    return [_price("azure/container-registry/registry", time=f"{inputs['days']} d", when=sku),
            _price("azure/container-registry/storage", inputs["gb_over"])]


# ---- Google Cloud and others

def _gcp_function(inputs):
    return [_function("gcp-functions-1st-gen", inputs["invocations"], f"{inputs['avg_ms']} ms",
                      f"{inputs['memory_mb']} MiB")]


def _cloud_run(inputs):
    return [_function("gcp-cloud-run", inputs["requests"], f"{inputs['ms']} ms", f"{inputs['memory_mb']} MiB"),
            _price("gcp/network/internet-out", inputs["egress_gb"])]


def _idle_cloud_run(inputs):
    time = f"{inputs['seconds']} s"
    return [_price("gcp/run/idle_cpu", inputs["min_instances"] * inputs["vcpu"], time),
            _price("gcp/run/idle_compute", inputs["min_instances"], time, size=f"{inputs['memory_gib']} GiB")]


def _cloud_run_instance(inputs):
    return [_price("gcp/run/instance-cpu", inputs["vcpu"], f"{inputs['seconds']} s")]


def _load_balancer(inputs):
    time = f"{inputs['hours']} h"
    return [_price("gcp/load-balancing/first-five-rules", time=time),
            _price("gcp/load-balancing/additional-rules", max(inputs["rules"] - 5, 0), time),
            *_each({"gib": "gcp/load-balancing/data"}, inputs)]


def _sustained_server(inputs):
    assert inputs["sud"] == "30%", "the discount of a full month"
    return _servers("gcp/compute-engine/server")(inputs | {"commitments": ["sud-full-month"]})


def _scheduler(inputs):
    return [_price("gcp/cloud-scheduler/jobs", inputs["projects"] * inputs["jobs_per_project"])]


def _autopilot(inputs):
    time = f"{inputs['hours']} h"
    return [_price("gcp/gke/cluster", time=time), _price("gcp/gke/autopilot-vcpu", inputs["vcpu"], time),
            _price("gcp/gke/autopilot-memory", time=time, size=f"{inputs['gib']} GiB"),
            _price("gcp/gke/autopilot-storage", time=time, size=f"{inputs['ephemeral_gib']} GiB")]


def _memorystore(inputs):
    use = {"time": f"{inputs['hours']} h", "size": f"{inputs['gb']} GiB"}
    return [_price("gcp/memorystore/redis", **use, when={"capacity": "m1"}),
            _price("gcp/memorystore/redis", **use, when={"capacity": "m1", "tier": "standard"})]


def _pubsub(inputs):
    return [_price("gcp/pubsub/ingest", size=f"{inputs['ingest_tib']} TiB"),
            _price("gcp/pubsub/delivery", size=f"{inputs['deliver_tib']} TiB"),
            *_each({"retained_gib": "gcp/pubsub/retained", "snapshot_gib": "gcp/pubsub/snapshots"}, inputs)]


def _workers(inputs):
    ran = inputs["requests"] * (1 - inputs.get("cache_hit", 0))
    return [_price("cloudflare/workers/subscription"), _price("cloudflare/workers/requests", inputs["requests"]),
            _price("cloudflare/workers/cpu", ran * inputs["cpu_ms"])]


# A function of the inputs, or the price ids of inputs that are quantities.
_services = {
    "lambda": _lambda, "lambda SnapStart (Python/.NET)": _lambda, "lambda ESM provisioned mode": _lambda,
    "lambda tenant isolation": _lambda, "lambda provisioned concurrency": _provisioned_lambda,
    "lambda@edge": _lambda_edge,
    "api gateway http": _http_api, "api gateway rest": _rest_api, "api gateway rest private": _private_rest_api,
    "api gateway websocket": _websocket_api, "fargate": _fargate, "fargate (EKS)": _fargate,
    "ebs gp3": _volume("gp3", 3000), "ebs io1": _volume("io1"), "ebs st1": _volume("st1"), "ebs sc1": _volume("sc1"),
    "ebs fast snapshot restore": _fast_snapshot_restore, "ebs snapshot archive": _snapshot_archive,
    "ec2": _servers("aws/ec2/server"), "s3": _s3, "step functions standard": _state_machine,
    "step-functions": _state_machine, "step functions express": _express_state_machine, "dynamodb": _dynamodb,
    "dynamodb on-demand": _dynamodb,
    "kinesis-data-streams": _kinesis, "rds-mysql": _rds("mysql"), "rds-postgresql": _rds("postgresql"),
    "rds-proxy": _rds_proxy, "aurora": _aurora, "sns": _sns_fifo, "comparison": _comparison,
    "comparison Lambda vs EC2": _lambda_or_server,
    "eventbridge": {"custom": "aws/eventbridge/custom-events", "partner": "aws/eventbridge/partner-events",
                    "archive_gb": "aws/eventbridge/archive-processing",
                    "archive_store_gb": "aws/eventbridge/archive-storage",
                    "discovery": "aws/eventbridge/schema-discovery"},
    "efs": {"std_gb": "aws/efs/storage", "ia_gb": "aws/efs/storage-ia", "ia_read_gb": "aws/efs/ia-reads",
            "ia_write_gb": "aws/efs/ia-writes"},
    "secrets-manager": {"secrets": "aws/secrets-manager/secrets", "calls": "aws/secrets-manager/calls"},
    "route53": {"queries": "aws/route53/queries", "zones": "aws/route53/zones"},
    "functions consumption": _azure_function, "functions flex consumption": _azure_flex_function,
    "functions premium EP2": _azure_premium_function, "cosmos-db": _cosmos,
    "service bus standard": _service_bus, "service-bus": _service_bus, "logic-apps-standard": _logic_apps,
    "front-door-classic": _front_door, "container-registry": _container_registry,
    "virtual-machines": _servers("azure/virtual-machines/server"),
    "sql-database": {"vcore_h": "azure/sql-database/serverless"},
    "waf-on-front-door": {"policy": "azure/waf/policy", "rules": "azure/waf/custom-rules",
                          "rulesets": "azure/waf/managed-rulesets", "requests": "azure/waf/custom-requests",
                          "managed_requests": "azure/waf/managed-requests"},
    "cloud functions 1st gen": _gcp_function, "cloud-run": _cloud_run, "cloud run request-based": _idle_cloud_run,
    "cloud run instance-based": _cloud_run_instance, "external LB": _load_balancer, "compute engine": _sustained_server,
    "compute-engine": _servers("gcp/compute-engine/server"), "cloud-scheduler": _scheduler, "gke-autopilot": _autopilot,
    "memorystore-redis": _memorystore, "pubsub": _pubsub,
    "internet egress": {"gib": "gcp/network/internet-out"}, "cloud storage": {"gib": "gcp/cloud-storage/storage"},
    "cloud monitoring": {"mib": "gcp/cloud-monitoring/metrics"},
    "monitoring": {"mib": "gcp/cloud-monitoring/metrics", "api_calls": "gcp/cloud-monitoring/read-calls"},
    "secret-manager": {"versions": "gcp/secret-manager/versions", "access": "gcp/secret-manager/access",
                       "rotations": "gcp/secret-manager/rotations"},
    "cloudflare-workers": _workers,
}


def _usage_file(example):
    """Free amounts only where the example says so."""
    free = False
    if example["test_from"] == "lines":
        prices = [(one, None) if isinstance(one, str) else one for one in _of_lines[example["id"]]]
        lines = [_price(price, _plain(line["qty"]), **({"when": when} if when else {}))
                 for line, (price, when) in zip(example["lines"], prices, strict=True)]
    else:
        inputs = example["inputs"] | _unsaid.get(example["id"], ({}, ""))[0]
        free = any(inputs.get(key) for key in ("free_tier", "free_grant", "free", "free_per_account"))
        of_service = _services[example["service"]]
        lines = of_service(inputs) if callable(of_service) else _each(of_service, inputs)
    region = _regions.get(example["region"], example["region"])
    return {"title": example["id"], "free_tier": "on" if free else "off",
            "usage": [({"region": region} if region else {}) | line for line in lines]}


class Bill:
    def __init__(self, output):
        self.output = output
        self.lines = output["bill"]["lines"]
        self.total = Decimal(output["bill"]["total"])
        self.exact_total = Decimal(output["bill"]["exact_total"])
        assert all(line["status"] in ("OK", "FREE") for line in self.lines), self.lines

    def entries(self, left_out=None):
        """The amounts of each price, by tiers, but for those of nothing."""
        entries = {}
        for line in self.lines:
            if Decimal(line["exact_amount"]) and line["price_id"] != left_out:
                of_price = entries.setdefault((line["price_id"], line["source"]["line"]), [])
                of_price.append(Decimal(line["exact_amount"]))
        return list(entries.values())

    def cents_of_lines(self):
        return [Decimal(line["amount"]) for line in self.lines if Decimal(line["exact_amount"])]

    def _of(self, price_id):
        found = [line for line in self.lines if line["price_id"] == price_id and line["status"] == "OK"]
        assert found, f"no line of {price_id}"
        return found

    def sum(self, price_id, key="exact_amount"):
        return sum(Decimal(line[key]) for line in self._of(price_id))

    def total_with(self, price_id, quantity):
        """The exact total if that much were billed at the price, which has no tiers."""
        prices = {Decimal(line["unit_price"]) / Decimal(line["per"]) for line in self._of(price_id)}
        assert len(prices) == 1, f"{price_id} has tiers"
        return self.exact_total + (Decimal(quantity) - self.sum(price_id, "quantity")) * prices.pop()


class Program:
    """The program as its users call it: files in, JSON out."""

    def __init__(self, path, models):
        self._path = path
        self._models = models

    def _run(self, *words):
        done = subprocess.run([self._path, *words], capture_output=True, text=True, timeout=50, check=False)
        assert done.returncode == 0, f"exit code {done.returncode} of {words}\n{done.stderr}"
        return json.loads(done.stdout)

    def price(self, usage, overlay=None):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "usage.yaml"
            file.write_text(json.dumps(usage, indent=1, default=str))  # JSON is YAML
            words = ["price", file, "--models", self._models, "--format", "json"]
            if overlay:
                terms = pathlib.Path(folder) / "overlay.yaml"
                terms.write_text(json.dumps(overlay, indent=1))
                words += ["--overlay", terms]
            return Bill(self._run(*words))

    def diff(self, before, after):
        """What leads from the total of one bill to that of the other."""
        with tempfile.TemporaryDirectory() as folder:
            files = [pathlib.Path(folder) / name for name in ("before.json", "after.json")]
            for file, bill in zip(files, (before, after)):
                file.write_text(json.dumps(bill.output))
            return self._run("diff", *files, "--format", "json")["pairs"][0]


# ---- What is compared

def _usage(bill, example):
    """Conversions and rules: the quantity, not the price."""
    price = "azure/functions-flex/compute" if "flex" in example["service"] else "azure/functions-consumption/compute"
    scale = 1024 if "observed_mb" in example["inputs"] else 1  # GB-seconds of one second, in MB
    yield "quantity", bill.sum(price, "quantity") * scale, example["exact_total"], None


def _ratios(bill, example):
    function = bill.sum("aws/lambda/compute")
    server = bill.sum("aws/ec2/server") + bill.sum("aws/ebs/gp3")
    task = sum(bill.sum("aws/fargate/" + meter) for meter in ("vcpu", "memory", "ephemeral-storage"))
    stated = example["intermediate"]
    yield "Lambda, a second", function / 3600, example["exact_total"], None
    yield "EC2 in % of Lambda", 100 * server / function, stated["ec2_pct_of_lambda"], None
    yield "Fargate in % of Lambda", 100 * task / function, stated["fargate_pct_of_lambda"], None


def _fee_as_time(bill, example):
    yield "ms", 1000 * bill.sum("aws/lambda/requests") / bill.sum("aws/lambda/compute"), example["exact_total"], None


def _break_even(bill, example):
    server = bill.sum("aws/ec2/server")
    rate = server / example["inputs"]["month_seconds"] / (
        bill.sum("aws/lambda/requests") + bill.sum("aws/lambda/compute"))
    yield "server, a month", server, example["exact_total"], None
    yield "requests/s at which both cost the same", rate, Decimal(example["intermediate"]["breakeven_rps"]), 2


# Ratios, conversions and rules, which are no bills: the figures made of a bill, {id: (name, ours, theirs, decimals)}.
_figures = {
    "az-func-04-metric-conversion-flex": _usage,
    "az-func-05-metric-conversion-consumption": _usage,
    "az-func-06-memory-rounding": _usage,
    "cmp-ubc-lambda-vs-ec2-vs-fargate": _ratios,
    "cmp-ubc-invocation-fee-equivalence": _fee_as_time,
    "cmp-bbva-m3.medium-128mb": _break_even,
    "cmp-bbva-m4.large-128mb": _break_even,
    "cmp-bbva-m4.large-1024mb": _break_even,
}

# Alternatives side by side: the usage has a line for each, and the example says what the second saves.
_alternatives = {"azure-ri-01"}


def _savings(example, program):
    """What `isocost diff` says of the bills of two alternatives."""
    usage = _usage_file(example)
    one, other = (program.price(usage | {"usage": [line]}) for line in usage["usage"])
    difference = program.diff(one, other)
    saving = Decimal(difference["total_from"]) - Decimal(difference["total_to"])
    yield "first alternative", Decimal(difference["total_from"]), Decimal(example["lines"][0]["exact"]), None
    yield "saving of the second", saving, Decimal(example["lines"][1]["exact"]), None


def _is_near(ours, theirs):
    return abs(ours - theirs) <= Decimal("1e-9") * abs(theirs)


def _as_printed(amount, printed):
    return amount.quantize(Decimal(printed), ROUND_HALF_UP)


def _check_figures(figures):
    for name, ours, theirs, decimals in figures:
        if decimals is not None:
            ours = round(ours, decimals)
        assert _is_near(ours, theirs), f"{name}: {ours} instead of {theirs}"


def _lines_with(amounts, lines):
    """As many lines of the example with these amounts, or nothing."""
    found = []
    for amount in amounts:
        line = next((one for one in lines if one not in found and _is_near(amount, Decimal(one["exact"]))), None)
        if line is None:
            return []
        found.append(line)
    return found


def _lines_that_sum_to(amount, lines):
    for count in range(2, len(lines) + 1):
        for some in itertools.combinations(lines, count):
            if _is_near(amount, sum(Decimal(line["exact"]) for line in some)):
                return list(some)
    return []


def _check_lines(bill, lines, left_out=None):
    """A price of the bill is a line, or its tiers are lines, or it is the sum of several lines; none is left over."""
    left = [line for line in lines if Decimal(line["exact"])]
    for amounts in bill.entries(left_out):
        for group in ([sum(amounts)], amounts):
            found = _lines_with(group, left)
            for amount, line in zip(group, found):
                printed = line.get("our_rounding", line.get("shown_on_page"))  # the page's, or its slip put right
                ours = None if printed is None else _as_printed(amount, printed)
                assert ours is None or ours == Decimal(printed), f"{ours} instead of {line}"
            if found:
                break
        found = found or _lines_that_sum_to(sum(amounts), left)
        assert found, f"the example has no line of {sum(amounts)} ({amounts})"
        left = [line for line in left if line not in found]
    assert not left, f"the bill has no line of {left}"


def _agrees_as_printed(bill, example):
    """The page's total is made of rounded lines or of unrounded ones. Where it prints no total, its lines count."""
    if (printed := example.get("expected_total")) is not None:
        return Decimal(printed) in (_as_printed(bill.total, printed), _as_printed(bill.exact_total, printed))
    return sorted(bill.cents_of_lines()) == sorted(Decimal(line["shown_on_page"]) for line in example["lines"])


def _overlay(name):
    service, prices, why = _own_terms[name]
    provider, service = service.split("/")
    allowances = [{"id": one, "unit": unit, "quantity": quantity, "period": "month", "scope": "billing-account",
                   "how": "subtract-before-tiers", "expires": "never", "source": "example"}
                  for one, unit, quantity in _own_allowances.get(name, [])]
    return {"provider": provider, "service": service, "title": name, "sources": {"example": {
        "title": name, "url": "none", "read": "2026-11-23", "grade": "C", "note": why}},
        **({"allowances": allowances} if allowances else {}),
        "prices": [one | {"source": "example"} for one in prices]}


def _price_example(example, program, own_terms=True):
    overlay = _overlay(example["id"]) if own_terms and example["id"] in _own_terms else None
    return program.price(_usage_file(example), overlay)


def _check_catalogue(example, own, program):
    """What the same usage costs at the prices of the catalogue, and that the prices alone make the difference."""
    bill = _price_example(example, program, own_terms=False)
    ours = Decimal(_of_catalogue[example["id"]])
    assert _is_near(bill.exact_total, ours), f"at our prices {bill.exact_total} instead of {ours}"
    assert not _is_near(bill.exact_total, own.exact_total), "its own terms make no difference"
    causes = {step["cause"] for step in program.diff(bill, own)["steps"]} - {"cents"}
    terms = {"price"} | ({"allowance and tiers"} if example["id"] in _own_allowances else set())
    assert causes <= terms, f"its own terms are not all the difference: {causes}"


def _check_difference(example, bill):
    known, price, quantity, _ = _differs[example["id"]]
    assert _is_near(bill.exact_total, Decimal(known)), f"{bill.exact_total} instead of {known}"
    assert not _is_near(bill.exact_total, example["exact_total"]), "it does not differ"
    theirs = bill.total_with(price, quantity)
    assert _is_near(theirs, example["exact_total"]), f"with {quantity} of {price} the total is {theirs}"
    does_agree = _agrees_as_printed(bill, example)
    assert does_agree == (example["id"] in _cents_agree), "whether printed figures agree has changed"


def _check(example, bill, program):
    name = example["id"]
    for line in bill.lines:
        cents = _as_printed(Decimal(line["exact_amount"]), "0.01")
        assert cents == Decimal(line["amount"]), f"{line['exact_amount']} is rounded to {line['amount']}, not {cents}"
    cents = sum(Decimal(line["amount"]) for line in bill.lines)
    assert bill.total == cents, f"the total is {bill.total} instead of {cents}"
    if name in _own_terms:
        _check_catalogue(example, bill, program)
    if name in _figures:
        return _check_figures(_figures[name](bill, example))
    if name in _alternatives:
        return _check_figures(_savings(example, program))
    if name in _differs:
        return _check_difference(example, bill)
    price, amount, _ = _left_out.get(name, (None, 0, ""))
    assert price is None or bill.sum(price) == Decimal(amount), f"{bill.sum(price)} of {price} instead of {amount}"
    ours = bill.exact_total - Decimal(amount)
    assert _is_near(ours, example["exact_total"]), f"{ours} instead of {example['exact_total']}"
    if "expected_total" in example and "page_inconsistent" not in example:
        assert _agrees_as_printed(bill, example), f"{bill.total} instead of {example['expected_total']}"
    return _check_lines(bill, example["lines"], price)


def _how(name):
    if name in _differs:
        _, price, quantity, why = _differs[name]
        how = f"differs: {why}; the total is the example's with {quantity} of {price}"
        return "agrees in cents; " + how if name in _cents_agree else how
    how = "agrees exactly"
    if name in _left_out:
        price, amount, why = _left_out[name]
        how += f", but for {amount} of {price}: {why}"
    if name in _own_terms:
        how += f", at its own terms: {_own_terms[name][2]}; at ours {_of_catalogue[name]}"
    return how


def _report(example, bill, program):
    name = example["id"]
    how = _how(name)
    ours, page = bill.exact_total, example.get("expected_total", f"{example['exact_total']} (not printed)")
    if name in _figures or name in _alternatives:
        figures = list(_savings(example, program) if name in _alternatives else _figures[name](bill, example))
        how += ": " + ", ".join(one[0] for one in figures)
        ours, page = (", ".join(f"{one[i]:.10g}" for one in figures) for i in (1, 2))
    elif name not in _differs and "page_inconsistent" in example:
        how += f" with its lines; page inconsistent: {example['page_inconsistent']}"
    return f"- {name}: from {example['test_from']}; ours {ours}, page {page}; {how}"


def _main(command, file, models=None, program=None):
    if not os.path.exists(file):
        print(f"skipped: there is no file of worked bills, {pathlib.Path(file).name}")
        return 77
    with open(file, encoding="utf-8") as stream:
        examples = {one["id"]: one for one in json.load(stream, parse_float=Decimal)["examples"]}
    if command == "list":
        print("\n".join(examples))
        return 0
    if command == "tables":
        unknown = {*_unsaid, *_of_lines, *_differs, *_cents_agree, *_left_out, *_figures, *_alternatives,
                   *_own_terms, *_own_allowances, *_of_catalogue} - {*examples}
        return f"no such examples: {sorted(unknown)}" if unknown else 0
    failed = 0
    run = Program(program, models)
    for name, example in examples.items() if command in ("all", "report") else [(command, examples[command])]:
        try:
            bill = _price_example(example, run)
            _check(example, bill, run)
            if command == "report":
                print(_report(example, bill, run))
        except AssertionError as failure:
            failed = 1
            print(f"- {name}: FAILED: {failure}")
    return failed


if __name__ == "__main__":
    if len(sys.argv) != (3 if sys.argv[1:2] in (["list"], ["tables"]) else 5):
        sys.exit(__doc__)
    sys.exit(_main(*sys.argv[1:]))
