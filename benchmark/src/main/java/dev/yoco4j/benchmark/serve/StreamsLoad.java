package dev.yoco4j.benchmark.serve;

import dev.yoco4j.benchmark.inference.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/// Many clients that ask at once.
///
/// @param plan what they ask
/// @param vocabulary that prompts are made of
record StreamsLoad(StreamsPlan plan, Vocabulary vocabulary) {
  private static final int WARM_UP = 8;

  /// One measurement: a round of requests of every stream.
  ///
  /// @param answers of all of them
  record Round(List<StreamedAnswer> answers) {
    /// From the first request to the last event.
    double tokensPerSecond() {
      long tokens = answers.stream().mapToLong(one -> one.usage().generated()).sum();
      long begin = answers.stream().mapToLong(StreamedAnswer::sent).min().orElse(0);
      long end = answers.stream().mapToLong(StreamedAnswer::ended).max().orElse(0);
      return end == begin ? 0 : tokens * 1e9 / (end - begin);
    }
  }

  /// Lets streams ask once, so that what follows finds everything compiled and open.
  void warmUp(ServerClient client, int streams, Random seeds) {
    var _ = run(client, Math.min(streams, WARM_UP), 1, seeds);
  }

  Round run(ServerClient client, int streams, Random seeds) {
    return run(client, streams, plan.requestsOfEach(streams), seeds);
  }

  private Round run(ServerClient client, int streams, int requests, Random seeds) {
    List<Callable<List<StreamedAnswer>>> all = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      Requests own = new Requests(vocabulary, seeds.nextLong());
      all.add(() -> ask(client, own, requests));
    }
    return new Round(Together.run(all).stream().flatMap(List::stream).toList());
  }

  private List<StreamedAnswer> ask(ServerClient client, Requests requests, int count) {
    List<StreamedAnswer> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(
          client.stream(
              ServerClient.COMPLETIONS,
              requests.completion(plan.promptTokens(), plan.maxTokens())));
    }
    return answers;
  }

  /// Sums rounds up.
  static StreamsRow row(int batch, int streams, List<Round> rounds) {
    List<StreamedAnswer> answers = rounds.stream().flatMap(r -> r.answers().stream()).toList();
    return new StreamsRow(
        batch,
        streams,
        Spread.of(rounds.stream().map(Round::tokensPerSecond).toList()),
        Percentiles.of(answers.stream().map(StreamedAnswer::firstTokenSeconds).toList()),
        Percentiles.of(answers.stream().flatMap(a -> a.gapSeconds().stream()).toList()),
        Percentiles.of(answers.stream().map(StreamedAnswer::wholeSeconds).toList()));
  }
}
