/// Reference figures and measured data that lie outside the project: tests that read them are skipped without
/// them.
#pragma once

#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>

namespace isocost::validation {

/// Folder that holds data/ and reference/; empty when there is none.
[[nodiscard]] inline std::filesystem::path shared_folder() { return ISOCOST_SHARED; }

[[nodiscard]] inline bool has_shared(const std::string& folder) {
  return !shared_folder().empty() && std::filesystem::is_directory(shared_folder() / folder);
}

/// The file's text; `name.gz` is unpacked when there is no `name`.
[[nodiscard]] inline std::string read_shared(const std::string& name) {
  const std::filesystem::path plain = shared_folder() / name;
  const bool is_packed = !std::filesystem::exists(plain);
  std::ifstream file(is_packed ? plain.string() + ".gz" : plain.string(), std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + plain.string());
  boost::iostreams::filtering_istream in;
  if (is_packed) in.push(boost::iostreams::gzip_decompressor());
  in.push(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace isocost::validation
