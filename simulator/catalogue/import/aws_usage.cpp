#include "simulator/catalogue/import/aws_usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace isocost::aws {
namespace {

constexpr std::array<AwsRegion, 33> regions{{
    {"us-east-1", "US East (N. Virginia)", "USE1", ""},
    {"us-east-2", "US East (Ohio)", "USE2", ""},
    {"us-west-1", "US West (N. California)", "USW1", ""},
    {"us-west-2", "US West (Oregon)", "USW2", ""},
    {"ca-central-1", "Canada (Central)", "CAN1", ""},
    {"ca-west-1", "Canada West (Calgary)", "CAN2", ""},
    {"eu-west-1", "EU (Ireland)", "EUW1", "EU"},
    {"eu-west-2", "EU (London)", "EUW2", ""},
    {"eu-west-3", "EU (Paris)", "EUW3", ""},
    {"eu-central-1", "EU (Frankfurt)", "EUC1", ""},
    {"eu-central-2", "Europe (Zurich)", "EUC2", ""},
    {"eu-north-1", "EU (Stockholm)", "EUN1", ""},
    {"eu-south-1", "EU (Milan)", "EUS1", ""},
    {"eu-south-2", "Europe (Spain)", "EUS2", ""},
    {"ap-northeast-1", "Asia Pacific (Tokyo)", "APN1", ""},
    {"ap-northeast-2", "Asia Pacific (Seoul)", "APN2", ""},
    {"ap-northeast-3", "Asia Pacific (Osaka)", "APN3", ""},
    {"ap-southeast-1", "Asia Pacific (Singapore)", "APS1", ""},
    {"ap-southeast-2", "Asia Pacific (Sydney)", "APS2", ""},
    {"ap-south-1", "Asia Pacific (Mumbai)", "APS3", ""},
    {"ap-southeast-3", "Asia Pacific (Jakarta)", "APS4", ""},
    {"ap-south-2", "Asia Pacific (Hyderabad)", "APS5", ""},
    {"ap-southeast-4", "Asia Pacific (Melbourne)", "APS6", ""},
    {"ap-east-1", "Asia Pacific (Hong Kong)", "APE1", ""},
    {"sa-east-1", "South America (Sao Paulo)", "SAE1", ""},
    {"me-south-1", "Middle East (Bahrain)", "MES1", ""},
    {"me-central-1", "Middle East (UAE)", "MEC1", ""},
    {"af-south-1", "Africa (Cape Town)", "AFS1", ""},
    {"il-central-1", "Israel (Tel Aviv)", "ILC1", ""},
    {"us-gov-west-1", "AWS GovCloud (US-West)", "UGW1", ""},
    {"us-gov-east-1", "AWS GovCloud (US-East)", "UGE1", ""},
    {"cn-north-1", "China (Beijing)", "CNN1", ""},
    {"cn-northwest-1", "China (Ningxia)", "CNW1", ""},
}};

struct KnownUsage {
  const char* offer;
  const char* usage;  ///< usage type without region
  const char* id;
  const char* architecture;
};
constexpr std::array<KnownUsage, 34> known_usages{{
    {"AWSLambda", "Request", "aws/lambda/requests", ""},
    {"AWSLambda", "Lambda-GB-Second", "aws/lambda/compute", "x86_64"},
    {"AWSLambda", "Lambda-GB-Second-ARM", "aws/lambda/compute", "arm64"},
    {"AWSLambda", "Lambda-Provisioned-GB-Second", "aws/lambda/provisioned_compute", "x86_64"},
    {"AWSLambda", "Lambda-Provisioned-GB-Second-ARM", "aws/lambda/provisioned_compute", "arm64"},
    {"AWSLambda", "Lambda-Provisioned-Concurrency", "aws/lambda/provisioned", "x86_64"},
    {"AWSLambda", "Lambda-Provisioned-Concurrency-ARM", "aws/lambda/provisioned", "arm64"},
    {"AWSLambda", "Lambda-Edge-Request", "aws/lambda-edge/requests", ""},
    {"AWSLambda", "Lambda-Edge-GB-Second", "aws/lambda-edge/compute", ""},
    {"AmazonECS", "Fargate-vCPU-Hours:perCPU", "aws/fargate/vcpu", "x86_64"},
    {"AmazonECS", "Fargate-GB-Hours", "aws/fargate/memory", "x86_64"},
    {"AmazonECS", "Fargate-ARM-vCPU-Hours:perCPU", "aws/fargate/vcpu", "arm64"},
    {"AmazonECS", "Fargate-ARM-GB-Hours", "aws/fargate/memory", "arm64"},
    {"AmazonEC2", "EBS:VolumeUsage", "aws/ebs/standard", ""},
    {"AmazonEC2", "EBS:VolumeUsage.gp2", "aws/ebs/gp2", ""},
    {"AmazonEC2", "EBS:VolumeUsage.gp3", "aws/ebs/gp3", ""},
    {"AmazonEC2", "EBS:VolumeUsage.piops", "aws/ebs/io1", ""},
    {"AmazonEC2", "EBS:VolumeUsage.io2", "aws/ebs/io2", ""},
    {"AmazonEC2", "EBS:VolumeUsage.st1", "aws/ebs/st1", ""},
    {"AmazonEC2", "EBS:VolumeUsage.sc1", "aws/ebs/sc1", ""},
    {"AmazonEC2", "EBS:VolumeP-IOPS.piops", "aws/ebs/io1-iops", ""},
    {"AmazonEC2", "EBS:VolumeP-IOPS.gp3", "aws/ebs/gp3-iops", ""},
    {"AmazonEC2", "EBS:VolumeP-Throughput.gp3", "aws/ebs/gp3-throughput", ""},
    {"AmazonEC2", "EBS:SnapshotUsage", "aws/ebs/snapshots", ""},
    {"AmazonS3", "TimedStorage-ByteHrs", "aws/s3/storage", ""},
    {"AmazonS3", "Requests-Tier1", "aws/s3/put-requests", ""},
    {"AmazonS3", "Requests-Tier2", "aws/s3/get-requests", ""},
    {"AmazonS3", "Retrieval-SIA", "aws/s3/retrieval-ia", ""},
    {"AmazonEFS", "TimedStorage-ByteHrs", "aws/efs/storage", ""},
    {"AmazonEFS", "IATimedStorage-ByteHrs", "aws/efs/storage-ia", ""},
    {"AmazonDynamoDB", "WriteRequestUnits", "aws/dynamodb/write-requests", ""},
    {"AmazonDynamoDB", "ReadRequestUnits", "aws/dynamodb/read-requests", ""},
    {"AmazonDynamoDB", "TimedStorage-ByteHrs", "aws/dynamodb/storage", ""},
    {"AmazonRDS", "Aurora:StorageUsage", "aws/aurora/storage", ""},
}};

std::string service_of_offer(std::string offer) {
  for (const char* brand : {"Amazon", "AWS"})
    if (offer.starts_with(brand)) offer.erase(0, std::string_view(brand).size());
  return "aws/" + slug(offer);
}

}  // namespace

const AwsRegion* region_of_location(const std::string& location) {
  for (const AwsRegion& one : regions)
    if (location == one.location || location == one.code ||
        (location.starts_with("Europe (") && "EU" + location.substr(6) == one.location))
      return &one;
  return nullptr;
}

std::pair<const AwsRegion*, std::string> split_usage_type(const std::string& usage_type) {
  const std::size_t dash = usage_type.find('-');
  const std::string prefix = usage_type.substr(0, std::min(dash, usage_type.size()));
  for (const AwsRegion& one : regions)
    if (prefix == one.prefix || (*one.older_prefix != '\0' && prefix == one.older_prefix))
      return {&one, usage_type.substr(dash + 1)};
  return {nullptr, usage_type};
}

bool has_no_prefix(const std::string& usage_type) {
  constexpr std::array words{"BoxUsage:", "Request", "Lambda-", "Fargate-", "EBS:"};
  return std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return usage_type.starts_with(word); });
}

Place place_of_usage(const std::string& offer, const std::string& usage, const std::string& description) {
  for (const KnownUsage& one : known_usages) {
    if (offer != one.offer || usage != one.usage) continue;
    Place place{one.id, description, {}};
    if (*one.architecture != '\0') place.when["architecture"] = one.architecture;
    return place;
  }
  return {service_of_offer(offer) + "/" + slug(usage), description, {}};
}

UnitWords unit_of(const std::string& id, const std::string& listed) {
  const bool is_of_memory_and_time = id == "aws/lambda/compute" || id == "aws/lambda/provisioned" ||
                                     id == "aws/lambda/provisioned_compute" ||
                                     id == "aws/lambda-edge/compute";
  if (is_of_memory_and_time) return {"GB-second", bytes_per_gib};
  if (id == "aws/fargate/vcpu") return {"vCPU-hour", 0};
  if (id == "aws/fargate/memory") return {"GB-hour", bytes_per_gib};
  return unit_words(listed);
}

}  // namespace isocost::aws
