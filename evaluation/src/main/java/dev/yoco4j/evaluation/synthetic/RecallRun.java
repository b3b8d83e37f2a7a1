package dev.yoco4j.evaluation.synthetic;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.evaluation.synthetic.MadeDocument.Question;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/// Asks a model for values that stand at known places of held-out texts.
///
/// An answer is exact if each of its tokens is the model's first choice, given those before it:
/// what generation at temperature 0 would write. For use by one thread.
public final class RecallRun {
  private static final String PROBE = "the grass is green Qx12";

  private final RecallConfig config;
  private final Tokenizer tokenizer;
  private final AnswerScorer scorer;
  private final EvaluationListener listener;
  private final FinishedCells cells;

  /// Prepares.
  ///
  /// @param model stays the caller's
  /// @param tokenizer of the model
  /// @param config what is asked
  /// @param listener told of the trials
  /// @param cells what is finished
  /// @throws IllegalArgumentException if a byte is not a token: lengths and answers count in bytes
  public RecallRun(
      LanguageModel model,
      Tokenizer tokenizer,
      RecallConfig config,
      EvaluationListener listener,
      FinishedCells cells) {
    if (tokenizer.encode(PROBE).length != PROBE.length()) {
      throw new IllegalArgumentException(
          "recall is asked in bytes, and this model's tokenizer makes other tokens: train one with --tokenizer bytes, on a set of yoco tokenize synthetic");
    }
    this.config = config;
    this.tokenizer = tokenizer;
    this.listener = listener;
    this.cells = cells;
    scorer = new AnswerScorer(model, listener::stopIfAsked);
  }

  /// Asks.
  ///
  /// @return a cell for each length and depth, lengths first
  /// @throws java.util.concurrent.CancellationException if the listener ends it; finished cells are
  ///   kept
  public List<RecallCell> run() {
    List<RecallCell> all = new ArrayList<>();
    long done = 0;
    long total = (long) config.lengths().size() * config.depths() * config.trials();
    for (int length : config.lengths()) {
      for (int depth = 0; depth < config.depths(); depth++) {
        listener.stopIfAsked();
        all.add(cell(length, depth));
        done += config.trials();
        listener.at("trials", done, total);
      }
    }
    return all;
  }

  private RecallCell cell(int length, int depth) {
    double at = config.depth(depth);
    String name = "length " + length + " depth " + depth;
    return cells
        .find(name)
        .map(node -> RecallCell.of(node, length, at, config.trials()))
        .orElseGet(() -> {
          RecallCell cell = ask(length, depth, at);
          cells.add(name, cell.json());
          return cell;
        });
  }

  private RecallCell ask(int length, int depth, double at) {
    List<AnswerScorer.Asked> asked =
        config.trials(length, depth).stream().map(this::asked).toList();
    int exact = 0;
    double nats = 0;
    for (AnswerScorer.Answer answer : scorer.score(asked)) {
      exact += answer.exact() ? 1 : 0;
      nats += answer.nats();
    }
    return new RecallCell(length, at, config.trials(), exact, nats);
  }

  private AnswerScorer.Asked asked(MadeDocument document) {
    Question question = document.questions().getLast();
    int[] before = tokenizer.encode(document.text().substring(0, question.start()));
    int[] answer = tokenizer.encode(question.answer());
    int begin = tokenizer.beginOfText().isPresent() ? 1 : 0;
    int[] tokens = new int[begin + before.length + answer.length];
    tokenizer.beginOfText().ifPresent(id -> tokens[0] = id);
    System.arraycopy(before, 0, tokens, begin, before.length);
    System.arraycopy(answer, 0, tokens, begin + before.length, answer.length);
    return new AnswerScorer.Asked(TokenIds.of(tokens), answer.length);
  }
}
