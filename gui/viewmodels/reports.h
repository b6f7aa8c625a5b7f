/// The report of what was shown at one moment, in every form. It stays that of its moment, whatever is
/// simulated afterwards: what was previewed is what is written.
#pragma once

#include <QString>
#include <memory>

namespace isocost::gui {

struct Shown;

enum class ReportFormat : std::uint8_t { html, markdown, text, csv, json };

class Reports {
 public:
  /// \param shown  may be null: empty reports
  explicit Reports(std::shared_ptr<const Shown> shown) : shown_(std::move(shown)) {}

  /// The same bytes as the command line writes.
  [[nodiscard]] QString text(ReportFormat format) const;
  /// What went wrong, in one sentence with the path; empty: nothing.
  [[nodiscard]] QString write(const QString& path, ReportFormat format) const;

 private:
  std::shared_ptr<const Shown> shown_;
};

}  // namespace isocost::gui
