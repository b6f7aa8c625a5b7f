#include <QTest>

#include "gui/viewmodels/scenario_text.h"
#include "gui/viewmodels/typed_text.h"
#include "gui/viewmodels/what_if_changes.h"
#include "tests/gui/scenarios.h"

namespace isocost::gui {

class TextTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void value_is_changed_in_place_and_the_comment_stays() {
    const auto changed = withValue(smallScenario(), "workload.rate", "3M/month");
    QCOMPARE(*changed, smallScenario().replace("20k/month", "3M/month"));
    QCOMPARE(*withValue(*changed, "alternatives[1].memory", "1 GiB"),
             QString(*changed).replace("512 MiB", "1 GiB"));
  }

  void value_that_the_text_does_not_state_is_written_where_it_belongs_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected");
    QTest::newRow("into braces") << "slo: {p99: 5 s}\n"
                                 << "slo.p95"
                                 << "2 s"
                                 << "slo: {p95: 2 s, p99: 5 s}\n";
    QTest::newRow("into empty braces") << "a: 1\nslo: {}\n"
                                       << "slo.p95"
                                       << "2 s"
                                       << "a: 1\nslo: {p95: 2 s}\n";
    QTest::newRow("into a block") << "workload:\n  rate: 1/s\n"
                                  << "workload.spacing"
                                  << "even"
                                  << "workload:\n  spacing: even\n  rate: 1/s\n";
    QTest::newRow("into a block of a list")
        << "alternatives:\n  - platform: x\n    timeout: 3 s\n"
        << "alternatives[0].memory"
        << "1 GiB"
        << "alternatives:\n  - memory: 1 GiB\n    platform: x\n    timeout: 3 s\n";
    QTest::newRow("a group of its own") << "workload: {rate: 1/s}"
                                        << "slo.p99"
                                        << "5 s"
                                        << "workload: {rate: 1/s}\nslo: {p99: 5 s}\n";
    QTest::newRow("where it was left out") << "slo:\nseed: 1\n"
                                           << "slo.p99"
                                           << "5 s"
                                           << "slo: {p99: 5 s}\nseed: 1\n";
    QTest::newRow("with the line ends there are") << "a:\r\n  b: 1\r\n"
                                                  << "a.c"
                                                  << "2"
                                                  << "a:\r\n  c: 2\r\n  b: 1\r\n";
  }
  void value_that_the_text_does_not_state_is_written_where_it_belongs() {
    QFETCH(QString, text);
    QFETCH(QString, path);
    QFETCH(QString, value);
    QFETCH(QString, expected);
    QCOMPARE(withValue(text, path, value).value_or(QString()), expected);
  }

  void value_without_a_place_gives_no_text() {
    QVERIFY(!withValue(smallScenario(), "alternatives[7].memory", "1 GiB"));
    QVERIFY(!withValue("application: {duration: 80 ms}\n", "application.duration.p50", "1 s"));
    QVERIFY(!withValue("alternatives: [\n", "seed", "2"));
  }

  void alternative_is_duplicated_renamed_and_deleted_by_its_lines() {
    const auto twice = withDuplicate(smallScenario(), 1, "Run (2)");
    QVERIFY(twice);
    QVERIFY(
        twice->contains("  - {name: Run, platform: gcp-run-functions, memory: 512 MiB}\n"
                        "  - {name: Run (2), platform: gcp-run-functions, memory: 512 MiB}\n"));
    QCOMPARE(*withoutAlternative(*twice, 2), smallScenario());
    QVERIFY(!withoutAlternative("alternatives: [{platform: aws-lambda}, {platform: aws-ec2}]", 0));
    QVERIFY(!withoutAlternative("alternatives:\n  - platform: aws-lambda\n", 0));
  }

  void entry_in_braces_over_several_lines_is_copied_and_deleted_whole() {
    const QString text =
        "alternatives:\n"
        "  - {platform: aws-lambda,  # a }\n"
        "     name: \"L }\",\n"
        "     memory: 512 MiB\n"
        "    }\n"
        "  - {platform: aws-ec2}\n";
    QCOMPARE(*withoutAlternative(text, 0), QString("alternatives:\n  - {platform: aws-ec2}\n"));
    const QString first = text.mid(14, text.indexOf("  - {platform: aws-ec2}") - 14);
    QCOMPARE(*withDuplicate(text, 0, "M"),
             QString("alternatives:\n" + first + QString(first).replace("\"L }\"", "M") +
                     "  - {platform: aws-ec2}\n"));
  }

  void name_with_quotes_is_written_and_replaced_whole() {
    const auto named = withName(smallScenario(), 0, "L: \"x\"");
    QVERIFY(named && named->contains("- {name: \"L: \\\"x\\\"\", platform: aws-lambda"));
    QCOMPARE(alternativesOf(*named)[0].name, QString("L: \"x\""));
    QCOMPARE(withName(*named, 0, "L")->count("platform: aws-lambda"), 1);
    QVERIFY(withDuplicate(*named, 0, "it's {2}")->contains("- {name: \"it's {2}\", platform: aws-lambda"));
  }

  void block_alternative_gets_its_name_as_a_line() {
    const auto named = withName("alternatives:\n  - platform: aws-lambda\n    memory: 1 GiB\n", 0, "L");
    QVERIFY(named);
    QCOMPARE(*named, QString("alternatives:\n  - name: L\n    platform: aws-lambda\n    memory: 1 GiB\n"));
  }

  void quantity_is_split_into_number_and_unit() {
    QCOMPARE(quantityOf("3M/month")->number, 3.0);
    QCOMPARE(quantityOf("3M/month")->unit, QString("M/month"));
    QCOMPARE(textOf({4.25, " MiB"}), QString("4.25 MiB"));
    QVERIFY(!quantityOf("aws-lambda"));
  }

  void change_follows_its_alternative_when_the_list_is_typed_anew() {
    const QString text =
        "alternatives:\n  - {platform: a, memory: 1 GiB}\n  - {platform: b, memory: 2 GiB}\n";
    const Changes changes{{"alternatives[1].memory", "3 GiB"}, {"workload.rate", "2/s"}};
    const QStringList keys = alternativeKeys(text);
    const QString without = "alternatives:\n  - {platform: b, memory: 2 GiB}\n";
    QCOMPARE(changesAfterTyping(changes, keys, text, without),
             (Changes{{"alternatives[0].memory", "3 GiB"}, {"workload.rate", "2/s"}}));
    const QString typedOver = QString(text).replace("2 GiB", "4 GiB");
    QCOMPARE(changesAfterTyping(changes, keys, text, typedOver), (Changes{{"workload.rate", "2/s"}}));
    const QString renamed = QString(text).replace("platform: b", "platform: c");
    QCOMPARE(changesAfterTyping(changes, keys, text, renamed), changes);
  }

  void typing_leaves_every_other_byte_as_it_was() {
    const QString text = QString("a: 1\r\nb:") + QChar(QChar::Nbsp) + "2\r\nc: 3\n";
    const QString shown = withPlainLineEnds(text);
    QCOMPARE(withTyped(text, shown, QString(shown).replace("3", "4\n")),
             QString("a: 1\r\nb:") + QChar(QChar::Nbsp) + "2\r\nc: 4\r\n\n");
    QCOMPARE(withTyped(text, shown, shown.mid(5)), text.mid(6));
    QCOMPARE(withTyped("", "", "x\n"), QString("x\n"));
  }
};

}  // namespace isocost::gui

QTEST_GUILESS_MAIN(isocost::gui::TextTest)
#include "text_test.moc"
