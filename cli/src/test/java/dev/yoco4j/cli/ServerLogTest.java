package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server writes into its log.
class ServerLogTest {
  /// Kept here, because the JDK forgets handlers of loggers that nobody holds.
  private static final Logger HTTP = Logger.getLogger("io.helidon");

  private final List<String> told = new CopyOnWriteArrayList<>();

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            told.add(record.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @Test
  void clients_that_go_away_are_nothing_to_write_about(@TempDir Path folder) throws Exception {
    HTTP.addHandler(handler);
    try (RunningServer running = RunningServer.start(folder)) {
      for (int client = 0; client < 3; client++) {
        Wire.leaveAStream(running.address());
      }
      long end = System.nanoTime() + 30_000_000_000L;
      while (running.server().requests() > 0 && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      assertThat(running.server().requests()).isZero();
    } finally {
      HTTP.removeHandler(handler);
    }
    assertThat(told).isEmpty();
  }
}
