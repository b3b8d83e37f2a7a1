package dev.yoco4j.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class LaunchGridTest {
  @Test
  void blocks_cover_every_item() {
    assertThat(LaunchGrid.covering(1, 256).x()).isEqualTo(1);
    assertThat(LaunchGrid.covering(256, 256).x()).isEqualTo(1);
    assertThat(LaunchGrid.covering(257, 256).x()).isEqualTo(2);
    assertThat(LaunchGrid.covering(257, 256).withSharedBytes(64))
        .isEqualTo(new LaunchGrid(2, 1, 1, 256, 64));
  }

  @Test
  void sizes_that_no_gpu_takes_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LaunchGrid(1, 65_536, 1, 32, 0))
        .withMessage("y must be from 1 to 65535, was 65536");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LaunchGrid.of(0, 32))
        .withMessage("x must be from 1 to 2147483647, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LaunchGrid.of(1, 1025))
        .withMessage("threads must be from 1 to 1024, was 1025");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LaunchGrid.of(1, 32).withSharedBytes(-1))
        .withMessage("sharedBytes must be at least 0, was -1");
  }
}
