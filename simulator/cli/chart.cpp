#include "simulator/cli/chart.h"

#include <fmt/format.h>

#include <string_view>

#include "simulator/cli/command.h"
#include "simulator/cli/program.h"
#include "simulator/input/values.h"
#include "simulator/report/private_folder.h"

namespace isocost::cli {
namespace {

std::optional<std::size_t> place_of(const std::string& option, const std::string& word,
                                    const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == word) return i;
  fmt::print(stderr, "error: --{} {} is not known\nhint: {}\n", option, word, known_words_hint(word, words));
  return std::nullopt;
}

/// gnuplot's PDF says the second in which it was drawn: the day given stands in its place, as long as it is.
std::string dated(std::string picture, const std::string& made) {
  constexpr std::string_view key = "/CreationDate (D:";
  std::string digits = made + "000000";
  std::erase(digits, '-');
  const std::size_t at = picture.find(key);
  if (at != std::string::npos && digits.size() == 14) picture.replace(at + key.size(), digits.size(), digits);
  return picture;
}

std::string drawn_by_gnuplot(const std::string& gnuplot, const Chart& chart, PictureFormat format,
                             const std::string& made) {
  const PrivateFolder folder;
  const std::string script = folder.file("chart.gp"), picture = folder.file("chart");
  write_file(script, write_gnuplot(chart, format == PictureFormat::png ? "pngcairo" : "pdfcairo", picture));
  run_program(gnuplot, {script}, {"TZ=UTC0"});
  return dated(content_of(picture), made);
}

}  // namespace

std::optional<ChartKind> known_chart(const std::string& word) {
  const auto place = place_of("chart", word, {"latency", "cost", "timeline"});
  return place ? std::optional(static_cast<ChartKind>(*place)) : std::nullopt;
}

std::optional<PictureFormat> known_picture(const std::string& word) {
  const auto place = place_of("format", word, {"svg", "png", "pdf"});
  return place ? std::optional(static_cast<PictureFormat>(*place)) : std::nullopt;
}

bool write_chart(const Chart& chart, PictureFormat format, const std::optional<std::string>& file,
                 const std::string& made) {
  if (format == PictureFormat::svg) {
    write_output(file, write_svg(chart));
    return true;
  }
  const auto gnuplot = find_program("gnuplot");
  if (!gnuplot) {
    fmt::print("{}", write_text({title_of(chart), {{"Figures", {}, {table_of(chart)}, {}}}}));
    fmt::print(stderr,
               "error: {} is not written: gnuplot is not installed\n"
               "hint: sudo apt install gnuplot-nox; --format svg needs no other program\n",
               file.value_or("the picture"));
    return false;
  }
  write_file(file.value(), drawn_by_gnuplot(*gnuplot, chart, format, made));
  return true;
}

}  // namespace isocost::cli
