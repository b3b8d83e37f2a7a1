package dev.yoco4j.cli;

import dev.yoco4j.benchmark.inference.Spread;
import dev.yoco4j.benchmark.serve.ContextReuse;
import dev.yoco4j.benchmark.serve.Percentiles;
import dev.yoco4j.benchmark.serve.PrefillGap;
import dev.yoco4j.benchmark.serve.ServePlan;
import dev.yoco4j.benchmark.serve.ServeResults;
import dev.yoco4j.benchmark.serve.StreamsRow;
import dev.yoco4j.cli.report.BenchMachine;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a benchmark of a server found, for scripts; the keys are a promise.
final class BenchServeJson {
  private BenchServeJson() {}

  static ObjectNode of(BenchMachine machine, ServeResults results) {
    ObjectNode document = Json.object();
    document.set("machine", BenchMachines.json(machine));
    document.set("settings", settings(results.plan()));
    ArrayNode rows = document.putArray("rows");
    results.rows().forEach(row -> rows.add(row(row)));
    document.set("context", context(results.reuse()));
    document.set("prefill", prefill(results.gap()));
    return document;
  }

  private static ObjectNode settings(ServePlan plan) {
    return Json.object()
        .put("requests", plan.streams().requests())
        .put("prompt_tokens", plan.streams().promptTokens())
        .put("max_tokens", plan.streams().maxTokens())
        .put("repetitions", plan.repetitions())
        .put("positions", plan.positions())
        .put("seed", plan.seed());
  }

  private static ObjectNode row(StreamsRow row) {
    ObjectNode node = Json.object().put("batch_size", row.batch()).put("streams", row.streams());
    spread(node, "tokens_per_second", row.tokensPerSecond());
    percentiles(node, "first_token_seconds", row.firstToken());
    percentiles(node, "gap_seconds", row.gap());
    percentiles(node, "request_seconds", row.whole());
    return node;
  }

  private static ObjectNode context(ContextReuse reuse) {
    ObjectNode node =
        Json.object()
            .put("tokens", reuse.tokens())
            .put("bytes", reuse.bytes())
            .put("question_tokens", reuse.questionTokens())
            .put("cached_tokens", reuse.cachedTokens());
    spread(node, "sent_first_token_seconds", reuse.sent());
    spread(node, "taken_in_seconds", reuse.taken());
    spread(node, "shared_first_token_seconds", reuse.shared());
    return node.put("shared_over_sent", reuse.fraction());
  }

  private static ObjectNode prefill(PrefillGap gap) {
    ObjectNode node = Json.object().put("prompt_tokens", gap.prompt());
    percentiles(node, "gap_before_seconds", gap.before());
    percentiles(node, "gap_during_seconds", gap.during());
    spread(node, "first_token_seconds", gap.firstToken());
    return node;
  }

  private static void spread(ObjectNode node, String name, Spread spread) {
    node.putObject(name)
        .put("median", spread.median())
        .put("least", spread.least())
        .put("greatest", spread.greatest());
  }

  private static void percentiles(ObjectNode node, String name, Percentiles times) {
    node.putObject(name)
        .put("p50", times.p50())
        .put("p90", times.p90())
        .put("p99", times.p99())
        .put("greatest", times.greatest())
        .put("count", times.count());
  }
}
