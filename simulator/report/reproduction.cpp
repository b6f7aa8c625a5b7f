#include "simulator/report/reproduction.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace isocost {
namespace {

using Json = nlohmann::ordered_json;

class Walk {
 public:
  void compare(const std::string& path, const Json& saved, const Json& fresh) {
    if (saved.is_object() && fresh.is_object()) return objects(path, saved, fresh);
    if (saved.is_array() && fresh.is_array() && saved.size() == fresh.size()) {
      for (std::size_t i = 0; i < saved.size(); ++i)
        compare(fmt::format("{}[{}]", path, i), saved[i], fresh[i]);
      return;
    }
    ++found.compared;
    if (saved != fresh) differ(path, text_of(saved), text_of(fresh));
  }

  Reproduction found;

 private:
  void objects(const std::string& path, const Json& saved, const Json& fresh) {
    const std::string stem = path.empty() ? "" : path + ".";
    for (const auto& [key, value] : saved.items()) {
      if (path.empty() && key == "digest") continue;
      if (fresh.contains(key))
        compare(stem + key, value, fresh[key]);
      else
        differ(stem + key, text_of(value), "nothing");
    }
    for (const auto& [key, value] : fresh.items())
      if (!saved.contains(key)) differ(stem + key, "nothing", text_of(value));
  }

  static std::string text_of(const Json& value) {
    if (value.is_array()) return fmt::format("{} entries", value.size());
    return value.dump();
  }

  void differ(const std::string& path, const std::string& saved, const std::string& fresh) {
    found.differing.push_back(fmt::format("{}: {}, now {}", path, saved, fresh));
  }
};

}  // namespace

Reproduction compare_results(const std::string& saved, const std::string& fresh) {
  Walk walk;
  walk.compare("", Json::parse(saved), Json::parse(fresh));
  std::stable_partition(walk.found.differing.begin(), walk.found.differing.end(),
                        [](const std::string& one) { return one.starts_with("manifest."); });
  return std::move(walk.found);
}

}  // namespace isocost
