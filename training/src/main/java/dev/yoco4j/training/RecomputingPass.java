package dev.yoco4j.training;

import static org.bytedeco.pytorch.global.torch.backward;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Segment;
import dev.yoco4j.model.loss.CrossEntropy;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Activation checkpointing: forward without a graph, then backward one segment at a time.
///
/// What enters a segment is kept. For its gradient the segment runs again from there, as a graph of
/// its own whose leaves are its inputs; gradients of the leaves are what the segment below starts
/// from.
final class RecomputingPass implements GradientPass {
  @Override
  public double run(LanguageModel model, Tensor inputs, Tensor targets, double weight) {
    try (Scope _ = Scope.open()) {
      List<Segment> segments = model.segments(inputs.size(1));
      List<List<Tensor>> entering = forward(model, segments, inputs);
      Tensor hidden = entering.getLast().getFirst(); // [B, T, D]
      CrossEntropy.Backward loss =
          CrossEntropy.backward(hidden.flatten(0, 1), model.output(), targets.flatten(), weight);
      List<Tensor> gradients = List.of(loss.hiddenGradient().view_as(hidden));
      for (int i = segments.size() - 1; i >= 0; i--) {
        gradients = throughSegment(segments.get(i), entering.get(i), gradients);
      }
      throughEmbedding(model, inputs, gradients.getFirst());
      return loss.loss();
    }
  }

  /// What enters each segment, and at the end what the last one gives.
  private static List<List<Tensor>> forward(
      LanguageModel model, List<Segment> segments, Tensor inputs) {
    try (NoGrad _ = NoGrad.open()) {
      List<List<Tensor>> entering = new ArrayList<>();
      entering.add(List.of(model.embed(inputs)));
      for (Segment segment : segments) {
        try (Scope scope = Scope.open()) {
          entering.add(segment.forward(entering.getLast()).stream().map(scope::keep).toList());
        }
      }
      return entering;
    }
  }

  private static List<Tensor> throughSegment(
      Segment segment, List<Tensor> inputs, List<Tensor> gradients) {
    try (Scope scope = Scope.open()) {
      List<Tensor> leaves = inputs.stream().map(in -> in.detach().requires_grad_(true)).toList();
      List<Tensor> outputs = segment.forward(leaves);
      TensorVector ends = new TensorVector();
      TensorVector starts = new TensorVector();
      for (int i = 0; i < gradients.size(); i++) {
        if (gradients.get(i).defined()) {
          ends.push_back(outputs.get(i));
          starts.push_back(gradients.get(i));
        }
      }
      backward(ends, starts, new BoolOptional(), false, new TensorVector());
      // grad() refers into its tensor, which ends with this scope: the copy owns what it refers to
      return leaves.stream().map(leaf -> scope.keep(new Tensor(leaf.grad()))).toList();
    }
  }

  private static void throughEmbedding(LanguageModel model, Tensor inputs, Tensor gradient) {
    TensorVector embedded = new TensorVector(model.embed(inputs));
    backward(embedded, new TensorVector(gradient), new BoolOptional(), false, new TensorVector());
  }
}
