#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QInputDialog>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "gui/widgets/chart_files.h"
#include "gui/widgets/charts_of_views.h"
#include "tests/gui/files.h"

namespace isocost::gui {

class ChartsTest : public QObject {
  Q_OBJECT

 private:
  static LatencyChart twoSeries() {
    LatencyChart chart;
    chart.marks = {"p50", "p99"};
    chart.marksAt = {0.3, 2};
    chart.limits = {0.5};
    chart.limitsAt = {2};
    chart.series = {{"A", 0, {{0.3, 0.1, 0.01, "A p50: 100 ms"}, {2, 0.4, noNumber, "A p99: 400 ms"}}},
                    {"B", 1, {{0.3, 0.2, 0.01, "B p50: 200 ms"}, {2, 0.3, 0.02, "B p99: 300 ms"}}}};
    return chart;
  }

  static void show(Chart& chart) {
    chart.resize(640, 400);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    chart.replot();
  }

  static QPoint pixel(const Chart& chart, double x, double y) {
    return {static_cast<int>(chart.xAxis->coordToPixel(x)), static_cast<int>(chart.yAxis->coordToPixel(y))};
  }

  static QPoint legendPlace(const Chart& chart, int item) {
    return chart.legend->item(item)->rect().center();
  }

 private slots:
  void crosshair_stops_at_the_measured_point_and_tells_it() {
    LatencyPlot chart;
    chart.setChart(twoSeries());
    show(chart);
    QTest::mouseMove(&chart, pixel(chart, 2, 0.3) + QPoint(6, -5));
    QCOMPARE(chart.reading(), QString("B p99: 300 ms"));
    QTest::mouseMove(&chart, pixel(chart, 1.1, 0.05));
    QCOMPARE(chart.reading(), QString());
  }

  void legend_click_hides_and_control_click_shows_alone() {
    LatencyPlot chart;
    chart.setChart(twoSeries());
    show(chart);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, legendPlace(chart, 0));
    QVERIFY(!chart.graph(0)->visible());
    QVERIFY(chart.graph(1)->visible());
    QTest::mouseMove(&chart, pixel(chart, 2, 0.4));
    QVERIFY(!chart.reading().startsWith("A"));
    QTest::mouseClick(&chart, Qt::LeftButton, {}, legendPlace(chart, 0));
    QVERIFY(chart.graph(0)->visible());
    QTest::mouseClick(&chart, Qt::LeftButton, Qt::ControlModifier, legendPlace(chart, 1));
    QVERIFY(!chart.graph(0)->visible());
    QVERIFY(chart.graph(1)->visible());
    QTest::mouseClick(&chart, Qt::LeftButton, Qt::ControlModifier, legendPlace(chart, 1));
    QVERIFY(chart.graph(0)->visible());
  }

  void wheel_zooms_at_the_pointer_and_r_resets() {
    LatencyPlot chart;
    chart.setChart(twoSeries());
    show(chart);
    const QCPRange before = chart.yAxis->range();
    const QPoint at = pixel(chart, 2, 0.3);
    QWheelEvent wheel(at, chart.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&chart, &wheel);
    QVERIFY(chart.yAxis->range().size() < before.size());
    QVERIFY(std::abs(chart.yAxis->coordToPixel(0.3) - at.y()) <= 1.5);
    const QCPRange narrow = chart.yAxis->range();
    QWheelEvent across(at, chart.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::ShiftModifier,
                       Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&chart, &across);
    QCOMPARE(chart.yAxis->range(), narrow);
    QTest::keyClick(&chart, Qt::Key_R);
    QCOMPARE(chart.yAxis->range(), before);
  }

  void drag_pans_and_control_drag_zooms_into_the_box() {
    LatencyPlot chart;
    chart.setChart(twoSeries());
    show(chart);
    const QCPRange before = chart.xAxis->range();
    const auto drag = [&](Qt::KeyboardModifiers keys, QPoint from, QPoint to) {
      QTest::mousePress(&chart, Qt::LeftButton, keys, from);
      QMouseEvent half(QEvent::MouseMove, (from + to) / 2, chart.mapToGlobal((from + to) / 2), Qt::NoButton,
                       Qt::LeftButton, keys);
      QMouseEvent whole(QEvent::MouseMove, to, chart.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, keys);
      QCoreApplication::sendEvent(&chart, &half);
      QCoreApplication::sendEvent(&chart, &whole);
      QTest::mouseRelease(&chart, Qt::LeftButton, keys, to);
    };
    drag({}, {400, 250}, {460, 250});
    QVERIFY(chart.xAxis->range().lower < before.lower);
    QVERIFY(std::abs(chart.xAxis->range().size() - before.size()) < 1e-9);
    chart.resetView();
    const double left = chart.xAxis->pixelToCoord(400), right = chart.xAxis->pixelToCoord(500);
    drag(Qt::ControlModifier, {400, 250}, {500, 320});
    QVERIFY(std::abs(chart.xAxis->range().lower - left) < 0.05);
    QVERIFY(std::abs(chart.xAxis->range().upper - right) < 0.05);
  }

  void keys_zoom_and_pan() {
    LatencyPlot chart;
    chart.setChart(twoSeries());
    show(chart);
    const double size = chart.xAxis->range().size();
    QTest::keyClick(&chart, Qt::Key_Plus);
    QVERIFY(chart.xAxis->range().size() < size);
    const double lower = chart.xAxis->range().lower;
    QTest::keyClick(&chart, Qt::Key_Right);
    QVERIFY(chart.xAxis->range().lower > lower);
  }

  void control_c_copies_the_picture_and_the_data() {
    LatencyPlot chart;
    chart.setChart(twoSeries());
    show(chart);
    QTest::keyClick(&chart, Qt::Key_C, Qt::ControlModifier);
    const QMimeData* const copied = QGuiApplication::clipboard()->mimeData();
    QVERIFY(copied->hasImage());
    QCOMPARE(copied->text(),
             QString("alternative\tpercentile\tseconds\thalf_width\nA\tp50\t0.1\t0.01\nA\tp99\t0.4\t\n"
                     "B\tp50\t0.2\t0.01\nB\tp99\t0.3\t0.02\n"));
  }

  void chart_is_saved_in_four_kinds_and_others_are_refused() {
    QTemporaryDir folder;
    LatencyPlot chart;
    chart.setChart(twoSeries());
    show(chart);
    const auto saved = [&](const QString& name) {
      const QString problem = chart.saveAs(folder.filePath(name));
      return problem.isEmpty() ? bytesOfFile(folder.filePath(name)) : QByteArray();
    };
    QCOMPARE(QImage::fromData(saved("a.png")).size(), QSize(1280, 800));
    QVERIFY(saved("a.svg").contains("<svg"));
    QVERIFY(saved("a.pdf").startsWith("%PDF"));
    QVERIFY(saved("a.csv").startsWith("alternative,percentile,seconds,half_width\nA,p50,0.1,0.01\n"));
    QVERIFY(!chart.saveAs(folder.filePath("a.gif")).isEmpty());
    QVERIFY(chart.saveAs(folder.filePath("none/a.csv"))
                .contains(folder.filePath("none/a.csv") + " cannot be written"));
  }

  void fields_of_csv_are_quoted_when_they_need_it() {
    QCOMPARE(commaSeparated({{"a,b", "say \"x\"", "1"}}), QString("\"a,b\",\"say \"\"x\"\"\",1\n"));
  }

  void piece_of_a_bar_leads_to_its_line() {
    CostChart costs;
    costs.groups = {"Servers", "Data"};
    costs.unit = "USD in 30 d";
    costs.bars = {{"A", 4, {{"Servers", 30, 2}, {"Data", 10, 5}}, 40, noNumber, "40.00", false},
                  {"B", 6, {{"Data", 20, 1}}, 20, -20, "20.00", false}};
    CostPlot chart;
    chart.setChart(costs);
    show(chart);
    QPair<int, int> clicked{-1, -1};
    QObject::connect(&chart, &CostPlot::lineClicked, [&](int place, int number) {
      clicked = {place, number};
    });
    QTest::mouseClick(&chart, Qt::LeftButton, {}, pixel(chart, 0, 35));
    QCOMPARE(clicked, qMakePair(4, 5));
    QTest::mouseClick(&chart, Qt::LeftButton, {}, pixel(chart, 1, 10));
    QCOMPARE(clicked, qMakePair(6, 1));
  }

  void question_for_a_range_survives_that_the_chart_is_drawn_anew() {
    TimelineChart times;
    times.measures = {{"requests per s", {{"A", 0, {{0, 1, noNumber, {}}, {3600, 2, noNumber, {}}}}}}};
    TimelinePlot chart;
    chart.setChart(times);
    show(chart);
    bool isAsked = false;
    QTimer::singleShot(0, &chart, [&] {
      auto* const question = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
      isAsked = question != nullptr;
      chart.setChart(times);
      if (!isAsked) return;
      question->setTextValue("100 200");
      question->accept();
    });
    emit chart.axisDoubleClick(chart.axisRect()->axis(QCPAxis::atBottom), QCPAxis::spAxis, nullptr);
    QVERIFY(isAsked);
    QVERIFY(chart.axisRect()->axis(QCPAxis::atBottom)->range().upper > 3000);
  }

  void terms_of_the_account_go_below_zero_and_the_rest_is_what_is_to_be_paid() {
    CostChart costs;
    costs.groups = {"Servers", "tax", "discounts"};
    costs.colors = {0, 11, 9};
    costs.bars = {
        {"A", 0, {{"Servers", 30, 0}, {"tax", 5, -1}, {"discounts", -10, -1}}, 25, noNumber, "25.00", false}};
    CostPlot chart;
    chart.setChart(costs);
    show(chart);
    QVERIFY(chart.yAxis->range().contains(-10));
    QVERIFY(chart.yAxis->range().contains(35));
    QTest::mouseMove(&chart, pixel(chart, 0, 32.5));
    QVERIFY2(chart.reading().startsWith("A\ntax: 5.00 USD"), qPrintable(chart.reading()));
    QTest::mouseMove(&chart, pixel(chart, 0, -5));
    QVERIFY2(chart.reading().startsWith("A\ndiscounts: -10.00 USD"), qPrintable(chart.reading()));
  }

  void areas_of_the_timeline_share_their_axis_of_time() {
    TimelineChart times;
    times.measures = {{"requests per s", {{"A", 0, {{0, 1, noNumber, {}}, {3600, 2, noNumber, {}}}}}},
                      {"instances", {{"A", 0, {{0, 3, noNumber, {}}, {3600, 4, noNumber, {}}}}}}};
    TimelinePlot chart;
    chart.setChart(times);
    chart.setChart(times);
    show(chart);
    QCOMPARE(chart.axisRectCount(), 2);
    chart.axisRect(0)->axis(QCPAxis::atBottom)->setRange(100, 200);
    QCOMPARE(chart.axisRect(1)->axis(QCPAxis::atBottom)->range(), QCPRange(100, 200));
    chart.setChart({});
    QCOMPARE(chart.reading(), QString());
  }
};

}  // namespace isocost::gui

QTEST_MAIN(isocost::gui::ChartsTest)
#include "charts_test.moc"
