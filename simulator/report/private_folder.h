/// A folder for files that other code or another program writes or reads: made empty, gone at its end.
#pragma once

#include <filesystem>
#include <string>

namespace isocost {

class PrivateFolder {
 public:
  /// Throws std::filesystem::filesystem_error where the system has no room for it.
  PrivateFolder();
  ~PrivateFolder();
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;

  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Throws std::runtime_error with the path.
[[nodiscard]] std::string content_of(const std::string& path);

}  // namespace isocost
