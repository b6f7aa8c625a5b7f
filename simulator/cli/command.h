/// One function per command: takes the words after the command's name, returns the exit code.
///
/// | code | meaning |
/// |---|---|
/// | 0 | done |
/// | 1 | guard: a warning |
/// | 2 | bad input or configuration |
/// | 3 | inconclusive, or not as precise as was asked for |
/// | 4 | done, but a total has an UNPRICED line |
/// | 5 | guard failed, a reproduction differs, a check of the validation failed |
/// | 130 | interrupted; what was finished is kept |
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simulator/catalogue/catalogue.h"
#include "simulator/report/report_model.h"
#include "simulator/report/result_reader.h"

namespace isocost::cli {

using Arguments = std::vector<std::string>;

inline constexpr int done = 0;
inline constexpr int warning = 1;
inline constexpr int bad_input = 2;
inline constexpr int inconclusive = 3;
inline constexpr int unpriced = 4;
inline constexpr int failed = 5;
inline constexpr int interrupted = 130;

int run_command(const Arguments& arguments);
int new_command(const Arguments& arguments);
int check_scenario_command(const Arguments& arguments);
int catalogue_command(const Arguments& arguments);
int import_command(const Arguments& arguments);  ///< after `catalogue import`
int price_command(const Arguments& arguments);
int explain_command(const Arguments& arguments);
int diff_command(const Arguments& arguments);
int breakeven_command(const Arguments& arguments);
int report_command(const Arguments& arguments);
int reproduce_command(const Arguments& arguments);
int guard_command(const Arguments& arguments);
int sweep_command(const Arguments& arguments);
int sensitivity_command(const Arguments& arguments);
int validate_command(const Arguments& arguments);
int graph_command(const Arguments& arguments);

enum class Format : std::uint8_t { table, json, csv, markdown, html, focus, xlsx, pdf };

/// Of results and bills; other reports have no rows for FOCUS, no workbook and no PDF.
[[nodiscard]] const std::vector<Format>& formats_of_bills();

/// A word that is not one of these formats is reported, with the nearest that is.
[[nodiscard]] std::optional<Format> known_format(const std::string& word,
                                                 const std::vector<Format>& offered = {
                                                     Format::table, Format::json, Format::csv,
                                                     Format::markdown, Format::html});

/// A report for people: table, markdown, html or pdf.
/// \param paper  of pdf
[[nodiscard]] std::string write_report(const ReportModel& report, Format format, Paper paper = Paper::a4);

/// A result in any of the formats; Markdown as a comment.
/// \param sections  words of report/sections.h; empty: all
[[nodiscard]] std::string write_run(const FinishedRun& run, Format format, Paper paper,
                                    const std::vector<std::string>& sections = {});

/// The catalogue at `folder`, or where ISOCOST_MODELS says, beside the program, or in the source tree, with
/// the overlays laid over it. Prints its diagnostics; null after an error.
[[nodiscard]] std::shared_ptr<const Catalogue> find_catalogue(const std::string& folder,
                                                              const std::vector<std::string>& overlays);

/// Written beside and renamed, so that a reader never sees half of it. Throws std::runtime_error with the
/// path.
void write_file(const std::string& path, const std::string& content);
/// To the file, or to the terminal when no file is named.
void write_output(const std::optional<std::string>& file, const std::string& content);

/// Throws as write_file would where the folder is missing or closed; asked before work that takes long.
void check_writable(const std::string& path);

void print_diagnostics(const Diagnostics& diagnostics);

/// A RESULT.json; prints its diagnostics, and nothing is returned after an error.
[[nodiscard]] std::optional<FinishedRun> read_saved_run(const std::string& file);

}  // namespace isocost::cli
