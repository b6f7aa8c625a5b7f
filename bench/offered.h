/// Requests of a Poisson process offered to one model, as a run offers them.
#pragma once

#include "simulator/workload/traffic.h"

namespace isocost {

/// Offers `count` requests at least, and runs to the last of them.
template <class Model>
void offer_and_finish(Model& model, double rate, const Distribution& work, Window whole, std::int64_t count) {
  Traffic traffic;
  traffic.mean_rate = rate;
  const auto source = generate_requests(traffic, work, whole, Seed{1}, 0, 0);
  RequestBlock block;
  Time last{};
  for (std::int64_t offered = 0; offered < count && source->fill(block);
       offered += static_cast<std::int64_t>(block.size))
    for (std::size_t i = 0; i < block.size; ++i) {
      last = block.arrivals[i];
      model.offer(block.request(i));
    }
  model.finish(last);
}

}  // namespace isocost
