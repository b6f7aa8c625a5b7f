/// The managed services that an application uses beside its functions or servers, by the role they play, and
/// the prices at which a provider bills each role: a queue on AWS is three requests of SQS for a message, on
/// Google Cloud the message's bytes published and delivered. Read from models/PROVIDER/companions.yaml
/// (format.md).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "simulator/input/diagnostic.h"
#include "simulator/units/bytes.h"
#include "simulator/units/money.h"

namespace isocost {

struct Node;

enum class ServiceRole : std::uint8_t {
  gateway,
  database_reads,
  database_writes,
  database_storage,
  queue,
  file_reads,
  file_writes,
  file_storage,
  logs,
  nat,
  users,
};

/// "gateway", "database_reads", …: in the order of the enumeration.
[[nodiscard]] const std::vector<std::string>& service_roles();
[[nodiscard]] const std::string& word_of(ServiceRole role);

/// Data that is there all the time, in place of something that happens with a request.
[[nodiscard]] bool is_held(ServiceRole role);

/// Counted once a month, however many requests they send: who signs in.
[[nodiscard]] bool is_monthly(ServiceRole role);

/// One price of a role.
struct CompanionPrice {
  std::string price_id;
  Decimal times{1};          ///< units for each use: 3 requests of SQS move a message
  Bytes least_size{};        ///< a smaller use counts as this
  bool is_standing = false;  ///< for the hours of the period, whatever the traffic
  std::string note;          ///< what is simplified; told with the result
};

/// Of one provider. A role that is not here cannot be priced; one without prices costs nothing.
struct Companions {
  std::map<ServiceRole, std::vector<CompanionPrice>> prices;
  std::string like;  ///< a provider; its roles are added to these. Empty: none
};
using CompanionsByProvider = std::map<std::string, Companions, std::less<>>;

/// \param node  the mapping under `companions`
[[nodiscard]] Companions read_companions(const Node& node, Diagnostics& diagnostics);

/// Companions that are like another provider's take over the roles that they do not have themselves.
void resolve_likes(CompanionsByProvider& all, Diagnostics& diagnostics);

}  // namespace isocost
