package dev.yoco4j.testkit;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
        summary.getTestsSucceededCount(),
        summary.getTotalFailureCount(),
        summary.getTestsSkippedCount() + summary.getContainersSkippedCount());
    System.exit(allPassed(summary) ? 0 : 1);
  }

  /// A run that skipped, or found nothing, proves nothing.
  static boolean allPassed(TestExecutionSummary summary) {
    return summary.getTestsSucceededCount() > 0
        && summary.getTotalFailureCount() == 0
        && summary.getTestsSkippedCount() + summary.getContainersSkippedCount() == 0;
  }

  /// Runs the tests of a package or class.
  ///
  /// @param name of either
  /// @param out gets a line for each that was skipped
  /// @return what came of them
  static TestExecutionSummary run(String name, PrintWriter out) {
    SummaryGeneratingListener summary =
        new SummaryGeneratingListener() {
          @Override
          public void executionSkipped(TestIdentifier test, String reason) {
            super.executionSkipped(test, reason);
            out.printf("skipped %s: %s%n", test.getDisplayName(), reason);
          }
        };
    LauncherFactory.create().execute(request(name), summary);
    return summary.getSummary();
  }

  private static LauncherDiscoveryRequest request(String name) {
    boolean oneClass = Character.isUpperCase(name.charAt(name.lastIndexOf('.') + 1));
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(
            oneClass
                ? DiscoverySelectors.selectClass(name)
                : DiscoverySelectors.selectPackage(name))
        .filters(
            TagFilter.includeTags(TAG),
            ClassNameFilter.includeClassNamePatterns(ClassNameFilter.STANDARD_INCLUDE_PATTERN))
        .build();
  }
}
