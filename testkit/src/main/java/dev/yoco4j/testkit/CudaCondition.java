package dev.yoco4j.testkit;

import dev.yoco4j.torch.cuda.CudaStatus;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Skips where CUDA can't be used, and says why.
final class CudaCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return result(CudaStatus.get());
  }

  static ConditionEvaluationResult result(CudaStatus status) {
    return switch (status) {
      case CudaStatus.Usable usable -> ConditionEvaluationResult.enabled(usable.gpu().name());
      case CudaStatus.Unusable(String reason) ->
          ConditionEvaluationResult.disabled("no CUDA: " + reason);
    };
  }
}
