#include "simulator/cli/options.h"

#include <fmt/format.h>

#include <array>
#include <sstream>

#include "simulator/input/values.h"
#include "simulator/report/pdf.h"
#include "simulator/report/sections.h"

namespace isocost::cli {
namespace {

template <class Value>
std::optional<Value> chosen(const po::variables_map& values, const std::string& option,
                            std::optional<Value> (*read)(const Node&, Diagnostics&), const std::string& what,
                            const std::string& example) {
  Node node;
  node.text = values[option].as<std::string>();
  Diagnostics problems;
  auto value = read(node, problems);
  if (!value)
    fmt::print(stderr, "error: --{} {}: expected {}\nhint: such as --{} \"{}\"\n", option, node.text, what,
               option, example);
  return value;
}

bool can_make_pdf() {
  if (has_pdf_maker()) return true;
  fmt::print(stderr,
             "error: PDF needs WeasyPrint, which is not installed\n"
             "hint: sudo apt install weasyprint; or --format html, which every browser prints\n");
  return false;
}

}  // namespace

void add_catalogue_options(po::options_description& options) {
  options.add_options()("models", po::value<std::string>()->default_value(""), "folder of the catalogue")(
      "overlay", po::value<std::vector<std::string>>(),
      "file or folder of prices that are laid over the catalogue; may repeat");
}

std::shared_ptr<const Catalogue> find_catalogue(const po::variables_map& values) {
  std::vector<std::string> overlays;
  if (values.count("overlay") > 0) overlays = values["overlay"].as<std::vector<std::string>>();
  return find_catalogue(values["models"].as<std::string>(), overlays);
}

void add_output_option(po::options_description& options) {
  options.add_options()("output", po::value<std::string>(), "write to this file instead of the terminal")(
      "paper", po::value<std::string>()->default_value("a4"), "of a PDF: a4 or letter");
}

std::optional<Output> chosen_output(const std::string& word, const po::variables_map& values) {
  const auto format = known_format(word, formats_of_bills());
  if (!format) return std::nullopt;
  const std::string paper = values["paper"].as<std::string>();
  if (paper != "a4" && paper != "letter") {
    fmt::print(stderr, "error: --paper {}: expected a4 or letter\n", paper);
    return std::nullopt;
  }
  Output output{*format, std::nullopt, paper == "a4" ? Paper::a4 : Paper::letter};
  if (values.count("output") > 0) output.file = values["output"].as<std::string>();
  if (output.file) {
    check_writable(*output.file);
  } else if (*format == Format::xlsx || *format == Format::pdf) {
    fmt::print(stderr, "error: {0} is no text for a terminal\nhint: --format {0} --output FILE.{0}\n", word);
    return std::nullopt;
  }
  if (*format == Format::pdf && !can_make_pdf()) return std::nullopt;
  return output;
}

int complain(const std::string& what, const std::string& hint) {
  fmt::print(stderr, "error: {}\nhint: {}\n", what, hint);
  return bad_input;
}

std::optional<double> chosen_share(const po::variables_map& values, const std::string& option,
                                   const std::string& example) {
  return chosen(values, option, read_share, "a share", example);
}

std::optional<Duration> chosen_duration(const po::variables_map& values, const std::string& option,
                                        const std::string& example) {
  return chosen(values, option, read_duration, "a span of time", example);
}

Parsed parse(const Arguments& arguments, const std::string& usage, po::options_description options,
             const std::vector<std::string>& operands, const std::string& command) {
  Parsed parsed;
  po::options_description all;
  options.add_options()("help", "this text");
  po::options_description hidden;
  po::positional_options_description places;
  for (const std::string& operand : operands) {
    const bool is_many = operand.ends_with("...");
    const std::string name = is_many ? operand.substr(0, operand.size() - 3) : operand;
    if (is_many)
      hidden.add_options()(name.c_str(), po::value<std::vector<std::string>>());
    else
      hidden.add_options()(name.c_str(), po::value<std::string>());
    places.add(name.c_str(), is_many ? -1 : 1);
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

const std::vector<Format>& formats_of_bills() {
  static const std::vector<Format> all{Format::table, Format::json,  Format::csv,  Format::markdown,
                                       Format::html,  Format::focus, Format::xlsx, Format::pdf};
  return all;
}

std::optional<Format> known_format(const std::string& word, const std::vector<Format>& offered) {
  constexpr std::array all{"table", "json", "csv", "markdown", "html", "focus", "xlsx", "pdf"};
  std::vector<std::string> words;
  for (const Format format : offered) {
    words.emplace_back(all[static_cast<std::size_t>(format)]);
    if (words.back() == word) return format;
  }
  fmt::print(stderr, "error: --format {} is not known\nhint: {}\n", word, known_words_hint(word, words));
  return std::nullopt;
}

std::string write_report(const ReportModel& report, Format format, Paper paper) {
  switch (format) {
    case Format::pdf: return pdf_of_page(write_page_for_paper(report, paper));
    case Format::markdown: return write_markdown(report);
    case Format::html: return write_html(report);
    case Format::table:
    case Format::json:
    case Format::csv:
    case Format::focus:
    case Format::xlsx: break;
  }
  return write_text(report);
}

std::string write_run(const FinishedRun& run, Format format, Paper paper,
                      const std::vector<std::string>& sections) {
  switch (format) {
    case Format::json: return write_json(run.result, run.comparison);
    case Format::csv: return write_csv(run.result);
    case Format::focus: return write_focus(run.result);
    case Format::xlsx: return write_xlsx(run.result, run.comparison);
    case Format::markdown:
    case Format::html:
    case Format::pdf:
    case Format::table: break;
  }
  ReportModel report = make_report(run.result, run.comparison);
  if (!sections.empty()) report = only_sections(std::move(report), sections);
  return format == Format::markdown ? write_comment(report) : write_report(report, format, paper);
}

}  // namespace isocost::cli
