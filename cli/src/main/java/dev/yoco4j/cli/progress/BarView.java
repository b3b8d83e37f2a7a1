package dev.yoco4j.cli.progress;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/// A bar at the bottom of a terminal, drawn a few times a second by a thread of its own.
final class BarView implements View {
  private static final long WHOLE = 1_000_000;
  private static final int REDRAW_MILLIS = 200;

  private final Signs signs;
  private final BarLine line;
  private final ProgressBar bar;
  private boolean closed;

  BarView(Screen.Terminal screen) {
    signs = Signs.of(screen.out().charset());
    line = new BarLine(new Output(screen.out()), screen.columns());
    bar =
        new ProgressBarBuilder()
            .setInitialMax(-1)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .continuousUpdate() // or a bar that begins again would wait until it is past its last
            // place
            .setRenderer(new BarRenderer(signs))
            .setConsumer(line)
            .build();
  }

  @Override
  public Signs signs() {
    return signs;
  }

  @Override
  public synchronized void show(Status status) {
    if (closed) {
      return;
    }
    bar.maxHint(status.done().isPresent() ? WHOLE : -1);
    bar.stepTo(Math.round(status.done().orElse(0) * WHOLE));
    bar.setExtraMessage(status.besideBar(signs));
  }

  @Override
  public void tell(String text) {
    line.tell(text);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      bar.close();
      line.close(); // a bar that was not drawn yet does not close its consumer
    }
  }
}
