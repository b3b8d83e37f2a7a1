package dev.yoco4j.server.generation;

import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.ProbabilityReport;
import java.util.ArrayList;
import java.util.List;

/// A request to the engine that is a part of a client's request.
///
/// @param prompt which of the client's prompts, from 0
/// @param choice which of the choices of the answer, from 0; [#NONE] for a prompt that is taken in
///   once for all its choices
/// @param request to the engine
/// @param after what can begin when this is done
public record Work(int prompt, int choice, GenerationRequest request, List<Work> after) {
  /// No choice.
  public static final int NONE = -1;

  /// Copies.
  public Work {
    after = List.copyOf(after);
  }

  /// Choices of several prompts; a prompt with several choices is taken in once.
  ///
  /// @param prompts for each prompt its choices
  /// @return what to run
  public static List<Work> of(List<List<GenerationRequest>> prompts) {
    List<Work> all = new ArrayList<>();
    int choice = 0;
    for (int prompt = 0; prompt < prompts.size(); prompt++) {
      List<Work> choices = new ArrayList<>();
      for (GenerationRequest request : prompts.get(prompt)) {
        choices.add(new Work(prompt, choice, request, List.of()));
        choice++;
      }
      if (choices.size() > 1 && isShareable(choices.getFirst().request())) {
        all.add(new Work(prompt, NONE, withoutAnswer(choices.getFirst().request()), choices));
      } else {
        all.addAll(choices);
      }
    }
    return all;
  }

  /// Probabilities of a prompt are computed anew for each request.
  private static boolean isShareable(GenerationRequest request) {
    return request.report().part() != ProbabilityReport.Part.ALL;
  }

  private static GenerationRequest withoutAnswer(GenerationRequest request) {
    return new GenerationRequest(
        request.prompt(), 0, request.sampling(), List.of(), request.endTokens());
  }
}
