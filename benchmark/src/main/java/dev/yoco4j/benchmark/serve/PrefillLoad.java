package dev.yoco4j.benchmark.serve;

import dev.yoco4j.benchmark.inference.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A long prompt that comes while another request generates.
final class PrefillLoad {
  /// Texts of the running request before the long prompt comes.
  private static final int BEFORE = 64;

  private final ServerClient client;
  private final ServePlan plan;
  private final Requests requests;
  private final List<Double> before = new ArrayList<>();
  private final List<Double> during = new ArrayList<>();
  private final List<Double> firstToken = new ArrayList<>();

  /// @param client of a server that lets two sequences generate together
  /// @param plan how long the prompt is
  PrefillLoad(ServerClient client, ServePlan plan) {
    this.client = client;
    this.plan = plan;
    requests = new Requests(plan.vocabulary(), plan.seed() + 1);
  }

  /// @throws IllegalStateException if the running request ends too early
  void repeat() {
    int prompt = plan.streams().promptTokens();
    var forEver = requests.completion(prompt, plan.positions() - prompt);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        AnswerStream running = client.open(ServerClient.COMPLETIONS, forEver)) {
      for (int i = 0; i < BEFORE; i++) {
        requireNext(running);
      }
      var request = requests.completion(plan.longPrompt(), 1);
      CompletableFuture<StreamedAnswer> coming =
          CompletableFuture.supplyAsync(
              () -> client.stream(ServerClient.COMPLETIONS, request), threads);
      while (!coming.isDone()) {
        requireNext(running);
      }
      keep(running.answered(), coming.join());
    }
  }

  private static void requireNext(AnswerStream running) {
    if (!running.next()) {
      throw new IllegalStateException(
          "the request that was to generate all the while ended before the prompt was taken in");
    }
  }

  private void keep(StreamedAnswer running, StreamedAnswer coming) {
    long end = coming.sent() + Math.round(coming.firstTokenSeconds() * 1e9);
    before.addAll(running.gapSeconds(Long.MIN_VALUE, running.lastArrival(coming.sent())));
    during.addAll(running.gapSeconds(coming.sent(), end));
    firstToken.add(coming.firstTokenSeconds());
  }

  PrefillGap result() {
    return new PrefillGap(
        plan.longPrompt(), Percentiles.of(before), Percentiles.of(during), Spread.of(firstToken));
  }
}
