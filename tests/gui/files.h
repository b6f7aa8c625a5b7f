#pragma once

#include <QFile>
#include <QString>
#include <QTemporaryDir>

namespace isocost::gui {

/// The path of a file with those bytes; empty when it could not be written.
inline QString writtenFile(const QTemporaryDir& folder, const QString& name, const QByteArray& bytes) {
  const QString path = folder.filePath(name);
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
}

inline QByteArray bytesOfFile(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace isocost::gui
