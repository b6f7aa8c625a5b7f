/// Replay of a trace file, gzip or not. The file's text is streamed, never held whole.
///
/// | shape | header | meaning |
/// |---|---|---|
/// | counts per function | `HashOwner,HashApp,HashFunction,Trigger,1,…,1440` or `…,minute_1,…` or
/// `…,1_minute,…` | Azure Functions 2019 (Shahrad et al., ATC 2020): a row a function, a column a minute; the
/// names come in any order, the first minute need not be 1 | | invocations |
/// `app,func,end_timestamp,duration` | Azure Functions 2021 (Zhang et al., SOSP 2021): seconds; start = end -
/// duration; a function is what has its app and func | | events | `time[,duration]`, `timestamp[,duration]` |
/// a row a request: seconds or a date-time; duration in seconds | | counts | `start,count`, `timestamp,value`
/// | requests from that instant (seconds or a date-time) to the next row's; the last interval is as long as
/// the one before | | counts | `minute,requests`, `hour,requests`, `second,requests` | requests in that
/// minute, hour or second; one that is left out has none |
///
/// Time 0 is the first interval, or the earliest start. A date-time is `2014-04-10 00:04:00`, with `T` and a
/// fraction of a second if you like, and is read as UTC.
///
/// Counts are kept as they are non-zero, 16 B each (and 8 B a row where each row tells its own start); their
/// requests are placed at random in the interval (a Poisson process given its count) or evenly. Invocations
/// and events are read from the file again for every run, through a buffer that holds only as many rows as
/// are out of order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "simulator/input/diagnostic.h"
#include "simulator/random/distribution.h"
#include "simulator/workload/request.h"

namespace isocost {

enum class Placement : std::uint8_t { random, even };

/// What is in a trace, found in one pass that also checks every row.
struct TraceSummary {
  std::string path;
  std::string shape;  ///< in words: "counts per function"
  std::uint32_t functions = 1;
  std::uint64_t requests = 0;
  Duration
      length{};  ///< from the first instant to the end of the last interval, or just behind the last start
  bool has_durations = false;
};

/// An opened, checked trace. Immutable; shared between threads.
class Trace {
 public:
  virtual ~Trace() = default;
  [[nodiscard]] virtual const TraceSummary& summary() const = 0;

  enum class Order : std::uint8_t { by_time, by_function };

  /// Requests with work drawn from `work`, or with the trace's own durations when `work` is null. A request's
  /// arrival and work do not depend on the order, and the source may outlive the trace. A trace of single
  /// rows comes by time whatever order is asked for; requests at the same instant come in the order of the
  /// file, those of counts in the order of the functions. \pre work != nullptr or summary().has_durations
  /// \throws std::runtime_error  here or from `fill`, when the file of single rows is not the one that was
  /// checked
  [[nodiscard]] virtual std::unique_ptr<RequestSource> requests(const Distribution* work, Order order,
                                                                Seed seed,
                                                                std::uint64_t replication) const = 0;
};

/// Checks the whole file; each bad row is a diagnostic with its line and column (the first 20 of them, and a
/// note that counts the others). \param at  the place in the scenario that names the file, for a file that is
/// not there
[[nodiscard]] Loaded<std::shared_ptr<const Trace>> open_trace(const std::string& path, Placement placement,
                                                              const SourceRange& at);

}  // namespace isocost
