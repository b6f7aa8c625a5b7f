#include "gui/viewmodels/scenario_library.h"

#include <QDir>

#include "simulator/catalogue/catalogue.h"
#include "simulator/input/node.h"

namespace isocost::gui {
namespace {

QString entryOf(const Node& root, std::string_view key) {
  const Node* const found = root.kind == Node::Kind::mapping ? root.find(key) : nullptr;
  return found == nullptr ? QString() : QString::fromStdString(found->text);
}

}  // namespace

QList<ShippedScenario> shippedScenarios() {
  QList<ShippedScenario> scenarios;
  const QDir folder(QDir::cleanPath(QString::fromStdString(find_models_folder()) + "/../scenarios"));
  for (const QString& name : folder.entryList({"*.yaml"}, QDir::Files, QDir::Name)) {
    const Loaded<Node> root = parse_yaml_file(folder.filePath(name).toStdString());
    if (root.value)
      scenarios.append(
          {folder.filePath(name), entryOf(*root.value, "scenario"), entryOf(*root.value, "question")});
  }
  return scenarios;
}

QString starterScenario() {
  return QStringLiteral(
      "scenario: New scenario\n"
      "question: Is it cheaper to run this on functions or on two small servers?\n"
      "\n"
      "workload:\n"
      "  rate: 500k/month\n"
      "\n"
      "application:\n"
      "  duration: {p50: 80 ms, p95: 300 ms}\n"
      "  cpu_share: 40 %\n"
      "  memory_used: 180 MiB\n"
      "\n"
      "slo: {p99: 2 s, errors: 0.5 %}\n"
      "\n"
      "alternatives:\n"
      "  - {platform: aws-lambda, memory: 1024 MiB}\n"
      "  - {platform: gcp-run-functions, memory: 512 MiB}\n"
      "  - {platform: aws-ec2, instance: t3.small, servers: 2}\n");
}

}  // namespace isocost::gui
