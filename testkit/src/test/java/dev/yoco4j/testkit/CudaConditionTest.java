package dev.yoco4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.torch.cuda.ComputeCapability;
import dev.yoco4j.torch.cuda.CudaStatus;
import dev.yoco4j.torch.cuda.CudaVersion;
import dev.yoco4j.torch.cuda.Gpu;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class CudaConditionTest {
  /// What [CudaTests] is to find.
  static class NeedsGpu {
    @CudaTest
    @Test
    void runs_on_a_gpu() {
      assertThat(CudaStatus.isUsable()).isTrue();
    }

    @Test
    void has_no_tag() {
      assertThat(CudaTests.TAG).isEqualTo("cuda");
    }
  }

  /// What an assumption ends.
  static class AssumesMuch {
    @Tag(CudaTests.TAG)
    @Test
    void assumes_what_is_not() {
      Assumptions.abort("the moon is not full");
    }
  }

  @Test
  void what_an_assumption_ended_is_no_success_either() {
    StringWriter told = new StringWriter();
    TestExecutionSummary summary =
        CudaTests.run(AssumesMuch.class.getName(), new PrintWriter(told));
    assertThat(CudaTests.allPassed(summary)).isFalse();
    assertThat(told.toString()).contains("the moon is not full");
  }

  @Test
  void without_a_gpu_the_reason_is_told() {
    ConditionEvaluationResult result =
        CudaCondition.result(new CudaStatus.Unusable("there is no NVIDIA driver"));
    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason()).contains("no CUDA: there is no NVIDIA driver");
  }

  @Test
  void with_a_gpu_it_runs() {
    Gpu gpu = new Gpu("NVIDIA H200", new ComputeCapability(9, 0), 1L << 37);
    CudaStatus usable =
        new CudaStatus.Usable(gpu, "580.95.05", new CudaVersion(13, 0), new LinkedHashMap<>());
    assertThat(CudaCondition.result(usable).isDisabled()).isFalse();
  }

  @Test
  void only_tests_with_the_tag_run_and_a_skipped_one_is_no_success() {
    StringWriter told = new StringWriter();
    TestExecutionSummary summary = CudaTests.run(NeedsGpu.class.getName(), new PrintWriter(told));
    assertThat(summary.getTestsFoundCount()).isEqualTo(1);
    assertThat(summary.getTotalFailureCount()).isZero();
    switch (CudaStatus.get()) {
      case CudaStatus.Usable _ -> assertThat(CudaTests.allPassed(summary)).isTrue();
      case CudaStatus.Unusable(String reason) -> {
        assertThat(CudaTests.allPassed(summary)).isFalse();
        assertThat(told.toString()).contains("skipped", reason);
      }
    }
  }
}
