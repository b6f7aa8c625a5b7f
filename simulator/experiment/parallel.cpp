#include "simulator/experiment/parallel.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <optional>

namespace isocost {

void for_each_number(std::size_t first, std::size_t last, int threads,
                     const std::function<void(std::size_t)>& work) {
  if (threads == 1) {
    for (std::size_t k = first; k < last; ++k) work(k);
    return;
  }
  // Without this more threads than processors would be cut, with a warning.
  std::optional<tbb::global_control> allowed;
  if (threads > 0)
    allowed.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
  arena.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(first, last, 1),
        [&](const auto& range) {
          for (std::size_t k = range.begin(); k != range.end(); ++k) work(k);
        },
        tbb::simple_partitioner());
  });
}

}  // namespace isocost
