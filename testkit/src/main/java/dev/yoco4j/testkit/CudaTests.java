package dev.yoco4j.testkit;

import dev.yoco4j.torch.Device;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// Runs the tests with the tag `cuda` that are on the class path, on a machine without Maven.
public final class CudaTests {
  /// The tag of tests that need a GPU.
  static final String TAG = "cuda";

  private static final String ALL = "dev.yoco4j";

  private CudaTests() {}

  /// Runs them, and ends the process: with 0 if tests ran and none failed or was skipped, with 1
  /// otherwise.
  ///
  /// @param args a package with its subpackages, or the name of a class; none for all tests
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    TestExecutionSummary summary = run(args.length == 0 ? ALL : args[0], out);
    summary.printFailuresTo(out);
    out.printf(
        "%d passed, %d failed, %d skipped%n",
        summary.getTestsSucceededCount(), summary.getTotalFailureCount(), skipped(summary));
    System.exit(allPassed(summary) ? 0 : 1);
  }

  /// A run that skipped, or found nothing, proves nothing.
  static boolean allPassed(TestExecutionSummary summary) {
    return summary.getTestsSucceededCount() > 0
        && summary.getTotalFailureCount() == 0
        && skipped(summary) == 0;
  }

  /// JUnit counts apart what a condition skipped and what an assumption ended.
  private static long skipped(TestExecutionSummary summary) {
    return summary.getTestsSkippedCount()
        + summary.getContainersSkippedCount()
        + summary.getTestsAbortedCount()
        + summary.getContainersAbortedCount();
  }

  /// Runs the tests of a package or class.
  ///
  /// @param name of either
  /// @param out gets a line for each that was skipped
  /// @return what came of them
  static TestExecutionSummary run(String name, PrintWriter out) {
    SummaryGeneratingListener summary = new Telling(out);
    LauncherFactory.create().execute(request(name), summary);
    return summary.getSummary();
  }

  private static LauncherDiscoveryRequest request(String name) {
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request()
            .filters(TagFilter.includeTags(TAG))
            .configurationParameter(DeviceInvocations.ONLY, Device.CUDA.label());
    boolean oneClass = Character.isUpperCase(name.charAt(name.lastIndexOf('.') + 1));
    return oneClass
        ? request.selectors(DiscoverySelectors.selectClass(name)).build()
        : request
            .selectors(DiscoverySelectors.selectPackage(name))
            .filters(
                ClassNameFilter.includeClassNamePatterns(ClassNameFilter.STANDARD_INCLUDE_PATTERN))
            .build();
  }

  /// Says of each test that did not run why.
  private static final class Telling extends SummaryGeneratingListener {
    private final PrintWriter out;

    Telling(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      super.executionSkipped(test, reason);
      tell(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      super.executionFinished(test, result);
      if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
        tell(test, result.getThrowable().map(Throwable::getMessage).orElse("aborted"));
      }
    }

    private void tell(TestIdentifier test, String reason) {
      out.printf("skipped %s: %s%n", test.getLegacyReportingName(), reason);
    }
  }
}
