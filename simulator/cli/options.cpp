#include "simulator/cli/options.h"

#include <fmt/format.h>

#include <array>
#include <sstream>

namespace isocost::cli {

Parsed parse(const Arguments& arguments, const std::string& usage, po::options_description options,
             const std::vector<std::string>& operands, const std::string& command) {
  Parsed parsed;
  po::options_description all;
  options.add_options()("help", "this text");
  po::options_description hidden;
  po::positional_options_description places;
  for (const std::string& name : operands) {
    hidden.add_options()(name.c_str(), po::value<std::string>());
    places.add(name.c_str(), 1);
  }
  all.add(options).add(hidden);
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(places).run(), parsed.values);
    po::notify(parsed.values);
  } catch (const po::error& slip) {
    std::vector<std::string> known;
    for (const auto& option : options.options()) known.push_back("--" + option->long_name());
    std::string hint;
    if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&slip))
      if (const auto near = nearest_word(unknown->get_option_name(), known))
        hint = fmt::format("did you mean {}?", *near);
    fmt::print(stderr, "error: {}\n", slip.what());
    fmt::print(stderr, "hint: {}\n",
               hint.empty() ? fmt::format("isocost {} --help lists the options", command) : hint);
    parsed.exit = bad_input;
    return parsed;
  }
  if (parsed.values.count("help") > 0) {
    std::ostringstream list;
    list << options;
    fmt::print("{}\nOptions:\n{}", usage, list.str());
    parsed.exit = done;
  }
  return parsed;
}

std::optional<Format> known_format(const std::string& word, const std::vector<Format>& offered) {
  constexpr std::array all{"table", "json", "csv", "markdown"};
  std::vector<std::string> words;
  for (const Format format : offered) {
    words.emplace_back(all[static_cast<std::size_t>(format)]);
    if (words.back() == word) return format;
  }
  fmt::print(stderr, "error: --format {} is not known\nhint: {}\n", word, known_words_hint(word, words));
  return std::nullopt;
}

}  // namespace isocost::cli
