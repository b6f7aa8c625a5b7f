/// The line of the command line program that gives what is on the screen.
#pragma once

#include <QString>
#include <QStringList>

namespace isocost::gui {

struct BreakEvenQuestion;
struct DocumentState;

/// "isocost run shop.yaml --set 'workload.rate=4.5M/month' --alternative 'AWS Lambda' --baseline 'Amazon
/// EC2'" \param path   empty: a name to put in \param names  of all alternatives, in the order of the
/// scenario
[[nodiscard]] QString runCommand(const QString& path, const DocumentState& state, const QStringList& names);
/// Empty when the names cannot be told to the program.
[[nodiscard]] QString breakEvenCommand(const QString& path, const DocumentState& state,
                                       const BreakEvenQuestion& question);

/// One word of a POSIX shell.
[[nodiscard]] QString shellWord(const QString& word);

}  // namespace isocost::gui
