#include "simulator/report/service_category.h"

#include <algorithm>
#include <array>
#include <span>

namespace isocost {
namespace {

struct Category {
  const char* name;
  std::span<const std::string_view> services;  ///< ids without the provider
};

constexpr std::array<std::string_view, 26> compute{"virtual-machines",
                                                   "lambda",
                                                   "lambda-edge",
                                                   "lambda-microvms",
                                                   "fargate",
                                                   "ec2",
                                                   "app-runner",
                                                   "eks",
                                                   "aks",
                                                   "app-service",
                                                   "container-apps",
                                                   "durable",
                                                   "functions",
                                                   "gke",
                                                   "functions-consumption",
                                                   "functions-flex",
                                                   "functions-premium",
                                                   "containers",
                                                   "cloud",
                                                   "droplets",
                                                   "functions-1st-gen",
                                                   "run-functions",
                                                   "run",
                                                   "workers",
                                                   "compute-engine",
                                                   "workers-for-platforms"};
constexpr std::array<std::string_view, 14> networking{
    "alb",       "cloudfront", "data-transfer", "nat-gateway",    "route53", "vpc-endpoint", "vpc",
    "bandwidth", "front-door", "cloud-cdn",     "load-balancing", "nat",     "network",      "load-balancer"};
constexpr std::array<std::string_view, 8> storage{
    "ebs", "efs", "s3", "blob-storage", "container-registry", "r2", "artifact-registry", "cloud-storage"};
constexpr std::array<std::string_view, 15> databases{
    "aurora",    "dynamodb",          "elasticache", "rds-proxy",   "rds",
    "cosmos-db", "postgresql",        "redis",       "d1",          "kv",
    "cloud-sql", "realtime-database", "firestore",   "memorystore", "sql-database"};
constexpr std::array<std::string_view, 17> integration{
    "api-gateway",    "appsync",         "eventbridge", "sns",        "sqs",    "step-functions",
    "api-management", "event-grid",      "event-hubs",  "logic-apps", "queues", "service-bus",
    "workflows",      "cloud-scheduler", "cloud-tasks", "eventarc",   "pubsub"};
constexpr std::array<std::string_view, 4> identity{"cognito", "entra-external-id", "authentication",
                                                   "identity-platform"};
constexpr std::array<std::string_view, 5> security{"secrets-manager", "waf", "key-vault", "cloud-armor",
                                                   "secret-manager"};
constexpr std::array<std::string_view, 4> governance{"cloudwatch", "monitor", "cloud-logging",
                                                     "cloud-monitoring"};
constexpr std::array<std::string_view, 1> analytics{"kinesis"};
constexpr std::array<std::string_view, 1> web{"hosting"};

constexpr std::array<Category, 10> categories{{{"Compute", compute},
                                               {"Networking", networking},
                                               {"Storage", storage},
                                               {"Databases", databases},
                                               {"Integration", integration},
                                               {"Identity", identity},
                                               {"Security", security},
                                               {"Management and Governance", governance},
                                               {"Analytics", analytics},
                                               {"Web", web}}};

std::string_view first_word(std::string_view price_id) { return price_id.substr(0, price_id.find('/')); }

}  // namespace

std::string service_id(std::string_view price_id) {
  const std::size_t provider = price_id.find('/');
  if (provider == std::string_view::npos) return std::string(price_id);
  return std::string(price_id.substr(0, price_id.find('/', provider + 1)));
}

std::string service_category(std::string_view price_id) {
  const std::string id = service_id(price_id);
  const std::string_view service = std::string_view(id).substr(std::min(id.find('/'), id.size() - 1) + 1);
  for (const Category& one : categories)
    if (std::find(one.services.begin(), one.services.end(), service) != one.services.end()) return one.name;
  return "Other";
}

std::string provider_name(std::string_view price_id) {
  constexpr std::array<std::pair<std::string_view, const char*>, 8> names{{{"aws", "AWS"},
                                                                           {"azure", "Microsoft"},
                                                                           {"cloudflare", "Cloudflare"},
                                                                           {"digitalocean", "DigitalOcean"},
                                                                           {"firebase", "Google Cloud"},
                                                                           {"gcp", "Google Cloud"},
                                                                           {"hetzner", "Hetzner"},
                                                                           {"vercel", "Vercel"}}};
  const std::string_view word = first_word(price_id);
  for (const auto& [id, name] : names)
    if (id == word) return name;
  return word.empty() ? "Unknown" : std::string(word);
}

}  // namespace isocost
