package dev.yoco4j.cli;

import dev.yoco4j.benchmark.serve.EngineGauges;
import dev.yoco4j.benchmark.serve.SoakResults;
import dev.yoco4j.benchmark.serve.SoakSample;
import dev.yoco4j.benchmark.serve.Trend;
import dev.yoco4j.cli.report.BenchMachine;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a soak found, for scripts; the keys are a promise.
final class SoakJson {
  private SoakJson() {}

  static ObjectNode of(BenchMachine machine, SoakResults results) {
    ObjectNode document = Json.object();
    document.set("machine", BenchMachines.json(machine));
    document
        .putObject("settings")
        .put("seconds", results.plan().time().toMillis() / 1e3)
        .put("clients", results.plan().clients())
        .put("batch_size", results.plan().batch())
        .put("positions", results.plan().positions())
        .put("seed", results.plan().seed());
    document.put("passed", results.passed());
    ObjectNode visits = document.putObject("visits");
    results.visits().forEach((visit, count) -> visits.put(visit.label(), count));
    document.put("busy", results.busy());
    document.put("failed", results.failed());
    ObjectNode failures = document.putObject("failures");
    results.failures().forEach(failures::put);
    ObjectNode trends = document.putObject("trends");
    trends.set("resident_bytes", trend(results.trend(SoakSample::residentBytes)));
    trends.set("heap_bytes", trend(results.trend(SoakSample::heapBytes)));
    trends.set("past_bytes", trend(results.trend(s -> s.engine().pastBytes())));
    trends.set("other_bytes", trend(results.trend(SoakSample::otherBytes)));
    document.put("alive_before_bytes", results.aliveBefore());
    document.put("alive_after_bytes", results.aliveAfter());
    document.set("end", engine(results.end()));
    ArrayNode samples = document.putArray("samples");
    results.samples().forEach(sample -> samples.add(sample(sample)));
    return document;
  }

  private static ObjectNode trend(Trend trend) {
    return Json.object()
        .put("first_third", trend.firstThird())
        .put("last_third", trend.lastThird())
        .put("slope_per_hour", trend.slopePerHour());
  }

  private static ObjectNode sample(SoakSample sample) {
    ObjectNode node =
        Json.object()
            .put("seconds", sample.seconds())
            .put("resident_bytes", sample.residentBytes())
            .put("heap_bytes", sample.heapBytes());
    node.set("engine", engine(sample.engine()));
    return node;
  }

  private static ObjectNode engine(EngineGauges engine) {
    return Json.object()
        .put("running", engine.running())
        .put("waiting", engine.waiting())
        .put("past_bytes", engine.pastBytes())
        .put("reserved_bytes", engine.reservedBytes())
        .put("limit_bytes", engine.limitBytes())
        .put("snapshots", engine.snapshots());
  }
}
