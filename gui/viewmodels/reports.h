/// The report of what was shown at one moment, in every form. It stays that of its moment, whatever is
/// simulated afterwards: what was previewed is what is written.
#pragma once

#include <QByteArray>
#include <QString>
#include <memory>

namespace isocost::gui {

struct Shown;

enum class ReportFormat : std::uint8_t { html, markdown, text, csv, json, focus, xlsx, pdf };

class Reports {
 public:
  /// \param shown  may be null: empty reports
  explicit Reports(std::shared_ptr<const Shown> shown) : shown_(std::move(shown)) {}

  /// The same bytes as the command line writes; PDF takes seconds, and throws std::runtime_error without
  /// WeasyPrint.
  [[nodiscard]] QByteArray bytes(ReportFormat format) const;
  /// Of a format that is text.
  [[nodiscard]] QString text(ReportFormat format) const;
  /// What went wrong, in one sentence with the path; empty: nothing.
  [[nodiscard]] QString write(const QString& path, ReportFormat format) const;

 private:
  std::shared_ptr<const Shown> shown_;
};

}  // namespace isocost::gui
