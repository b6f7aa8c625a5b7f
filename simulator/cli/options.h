/// Reading a command's options with Boost.Program_options: the same words for the same slips everywhere.
#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <string>

#include "simulator/cli/command.h"

namespace isocost::cli {

namespace po = boost::program_options;

/// Parsed options, or the exit code to leave with (after --help, or after a slip that was reported).
struct Parsed {
  po::variables_map values;
  std::optional<int> exit;
};

/// --models and --overlay, for every command that reads the catalogue.
void add_catalogue_options(po::options_description& options);
[[nodiscard]] std::shared_ptr<const Catalogue> find_catalogue(const po::variables_map& values);

/// --output, --paper
void add_output_option(po::options_description& options);

/// What --format, --output and --paper say; a slip is reported, and so is a file that cannot be written, or
/// not without a program that is missing.
struct Output {
  Format format;
  std::optional<std::string> file;
  Paper paper = Paper::a4;
};
[[nodiscard]] std::optional<Output> chosen_output(const std::string& format, const po::variables_map& values);

/// Prints what is wrong and what helps; returns the exit code of bad input.
int complain(const std::string& what, const std::string& hint);

/// A share, or a span of time, that an option gives in the words of a scenario; a slip is printed.
/// \param example  for the hint
[[nodiscard]] std::optional<double> chosen_share(const po::variables_map& values, const std::string& option,
                                                 const std::string& example);
[[nodiscard]] std::optional<Duration> chosen_duration(const po::variables_map& values,
                                                      const std::string& option, const std::string& example);

/// \param usage     first lines of --help, examples included
/// \param operands  names of the words without a dash, in order; the last may repeat, and is then named
/// "files..."
[[nodiscard]] Parsed parse(const Arguments& arguments, const std::string& usage,
                           po::options_description options, const std::vector<std::string>& operands,
                           const std::string& command);

}  // namespace isocost::cli
