#include "simulator/cli/chart.h"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>

#include "simulator/cli/command.h"
#include "simulator/input/values.h"
#include "simulator/report/private_folder.h"
#include "simulator/report/program.h"

namespace isocost::cli {
namespace {

const std::vector<std::string> pictures{"svg", "png", "pdf"};

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
  const auto place = place_of("chart", word, {"latency", "cost", "timeline", "pareto", "graph"});
  return place ? std::optional(static_cast<ChartKind>(*place)) : std::nullopt;
}

std::optional<PictureFormat> known_picture(const std::string& word) {
  const auto place = place_of("format", word, pictures);
  return place ? std::optional(static_cast<PictureFormat>(*place)) : std::nullopt;
}

std::optional<PictureFormat> picture_of_ending(const std::string& file) {
  const std::string ending = std::filesystem::path(file).extension().string();
  for (std::size_t i = 0; i < pictures.size(); ++i)
    if (ending == "." + pictures[i]) return static_cast<PictureFormat>(i);
  fmt::print(stderr, "error: --chart {}: what picture is that?\nhint: its name ends in .{}\n", file,
             fmt::join(pictures, ", ."));
  return std::nullopt;
}

bool can_draw(PictureFormat format, const std::string& file) {
  if (format == PictureFormat::svg || find_program("gnuplot")) return true;
  fmt::print(stderr,
             "error: {} is not written: gnuplot is not installed\n"
             "hint: sudo apt install gnuplot-nox; --format svg needs no other program\n",
             file);
  return false;
}

bool write_chart(const Chart& chart, PictureFormat format, const std::optional<std::string>& file,
                 const std::string& made) {
  if (format == PictureFormat::svg) {
    write_output(file, write_svg(chart));
    return true;
  }
  if (!can_draw(format, file.value())) {
    fmt::print("{}", write_text({title_of(chart), {{"Figures", {}, {table_of(chart)}, {}}}}));
    return false;
  }
  write_file(file.value(), drawn_by_gnuplot(find_program("gnuplot").value(), chart, format, made));
  return true;
}

}  // namespace isocost::cli
