package dev.yoco4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.cuda.CudaStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class EachDeviceTest {
  private static final List<Device> SEEN = new ArrayList<>();

  /// What is to run on each device.
  @EachDevice
  static class Everywhere {
    Everywhere(Device device) {
      SEEN.add(device);
    }

    @Test
    void is_given_its_device(Device device) {
      assertThat(SEEN).endsWith(device);
    }
  }

  private static long skippedWithoutCuda() {
    return CudaStatus.get() instanceof CudaStatus.Usable ? 0 : 1;
  }

  @Test
  void a_class_runs_on_the_cpu_and_on_a_gpu_or_says_why_not() {
    SEEN.clear();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(Everywhere.class))
                .build(),
            listener);
    TestExecutionSummary summary = listener.getSummary();
    assertThat(summary.getTotalFailureCount()).isZero();
    assertThat(summary.getTestsSucceededCount()).isEqualTo(2 - skippedWithoutCuda());
    assertThat(summary.getTestsSkippedCount()).isEqualTo(skippedWithoutCuda());
    assertThat(SEEN).startsWith(Device.CPU);
  }

  @Test
  void the_run_for_a_gpu_leaves_the_cpu_out() {
    SEEN.clear();
    StringWriter told = new StringWriter();
    TestExecutionSummary summary =
        CudaTests.run(Everywhere.class.getName(), new PrintWriter(told, true));
    assertThat(summary.getTestsFoundCount()).isEqualTo(1);
    assertThat(SEEN).doesNotContain(Device.CPU);
    switch (CudaStatus.get()) {
      case CudaStatus.Usable _ -> assertThat(CudaTests.allPassed(summary)).isTrue();
      case CudaStatus.Unusable(String reason) -> {
        assertThat(CudaTests.allPassed(summary)).isFalse();
        assertThat(told.toString()).contains("skipped", reason);
      }
    }
  }
}
