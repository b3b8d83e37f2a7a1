package dev.yoco4j.cli;

import dev.yoco4j.benchmark.inference.InferenceRatio;
import dev.yoco4j.benchmark.inference.InferenceResults;
import dev.yoco4j.benchmark.inference.InferenceRow;
import dev.yoco4j.benchmark.inference.MemoryUse;
import dev.yoco4j.benchmark.inference.Skipped;
import dev.yoco4j.benchmark.inference.Spread;
import dev.yoco4j.cli.report.BenchMachine;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The results of a benchmark for scripts; the keys of a row are a promise.
final class BenchInferenceJson {
  private static final double MILLIS = 1e3;

  private BenchInferenceJson() {}

  static ObjectNode of(BenchMachine machine, InferenceResults results) {
    ObjectNode document = Json.object();
    document.set("machine", BenchMachines.json(machine));
    document.set("settings", settings(results));
    ArrayNode rows = document.putArray("rows");
    results.rows().forEach(row -> rows.add(row(row, results)));
    ArrayNode ratios = document.putArray("ratios");
    results.ratios().forEach(ratio -> ratios.add(ratio(ratio)));
    ArrayNode skipped = document.putArray("skipped");
    results.skipped().forEach(what -> skipped.add(skipped(what)));
    return document;
  }

  private static ObjectNode settings(InferenceResults results) {
    ObjectNode node = Json.object();
    node.put("repetitions", results.plan().repetitions());
    node.put("limit_seconds", results.plan().limitSeconds());
    node.put("interleaved", results.interleaved());
    ArrayNode batches = node.putArray("batch_sizes");
    results.plan().batches().forEach(batch -> batches.add(batch.label()));
    ArrayNode ceilings = node.putArray("ceilings");
    results
        .ceilings()
        .forEach((precision, measured) ->
            ceilings
                .addObject()
                .put("dtype", precision.label())
                .put("matrix_product_flop_per_second", measured.operationsPerSecond())
                .put("read_bytes_per_second", measured.bytesPerSecond()));
    return node;
  }

  private static ObjectNode row(InferenceRow row, InferenceResults results) {
    ObjectNode node = Json.object();
    node.put("model", row.model().name());
    node.put("parameters", row.model().parameters());
    node.put("length", row.length());
    node.put("batch", row.batch());
    node.put("dtype", row.precision().label());
    node.put("device", results.plan().device().label());
    node.put("repetitions", results.plan().repetitions());
    spread(node, "prefill_seconds", row.prefill(), 1);
    node.put("prefill_tokens_per_second", row.prefillTokensPerSecond());
    spread(node, "first_token_seconds", row.firstToken(), 1);
    spread(node, "decode_ms_per_token", row.step(), MILLIS);
    node.put("tokens_per_second", row.tokensPerSecond());
    memory(node, row.memory());
    node.put("kv_bytes_per_token", row.keyValueBytesPerToken());
    node.put("floor_prefill_seconds", row.floorPrefillSeconds());
    node.put("floor_decode_ms", row.floorStepSeconds() * MILLIS);
    return node;
  }

  private static void spread(ObjectNode node, String name, Spread spread, double factor) {
    node.put(name, spread.median() * factor);
    node.put(name + "_least", spread.least() * factor);
    node.put(name + "_greatest", spread.greatest() * factor);
  }

  /// A peak that the system does not tell is 0.
  private static void memory(ObjectNode node, MemoryUse memory) {
    node.put("peak_known", memory.peak().isPresent());
    node.put("peak_bytes", memory.peak().orElse(0));
    node.put("weight_bytes", memory.weights());
    node.put("kv_bytes", memory.keyValues());
    node.put("state_bytes", memory.states());
    node.put("rest_bytes", memory.rest().orElse(0));
  }

  private static ObjectNode ratio(InferenceRatio ratio) {
    ObjectNode node = Json.object();
    node.put("yoco", ratio.yoco().model().name());
    node.put("transformer", ratio.transformer().model().name());
    node.put("dtype", ratio.yoco().precision().label());
    node.put("length", ratio.yoco().length());
    node.put("batch", ratio.yoco().batch());
    ratio.memory().ifPresentOrElse(f -> node.put("memory", f), () -> node.putNull("memory"));
    node.put("kv_bytes_per_token", ratio.keyValueBytesPerToken());
    node.put("prefill", ratio.prefill());
    node.put("decode", ratio.step());
    node.put("throughput", ratio.throughput());
    node.put("throughput_batch_yoco", ratio.yocoLargest().batch());
    node.put("throughput_batch_transformer", ratio.transformerLargest().batch());
    return node;
  }

  private static ObjectNode skipped(Skipped skipped) {
    ObjectNode node = Json.object();
    node.put("model", skipped.model());
    node.put("dtype", skipped.precision().label());
    node.put("length", skipped.length());
    skipped.batch().ifPresent(batch -> node.put("batch", batch));
    node.put("reason", skipped.reason());
    return node;
  }
}
