package dev.yoco4j.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The books of pages, with a driver that keeps its own.
class CudaPagesTest {
  private static final long GRANULE = FakePageDriver.GRANULE;
  private static final long LARGEST = CudaPages.LARGEST_PIECE;
  private static final long MUCH = 1L << 30;

  private final long before = CudaPages.committedBytes();
  private final FakePageDriver driver = new FakePageDriver(MUCH);
  private final CudaPages pages = new CudaPages(driver);
  private final long start = pages.reserve(MUCH);

  @AfterEach
  void everything_goes_back() {
    pages.release(start, MUCH);
    assertThat(driver.created).isEmpty();
    assertThat(CudaPages.committedBytes()).isEqualTo(before);
  }

  @Test
  void growth_maps_what_is_added_and_nothing_twice() {
    pages.commit(start, GRANULE);
    pages.commit(start + GRANULE, 3 * GRANULE);
    assertThat(driver.mapped)
        .containsEntry(start, GRANULE)
        .containsEntry(start + GRANULE, 3 * GRANULE)
        .hasSize(2);
    assertThat(CudaPages.committedBytes() - before).isEqualTo(4 * GRANULE);
  }

  @Test
  void much_comes_in_pieces_and_goes_but_for_less_than_one() {
    pages.commit(start, 2 * LARGEST + GRANULE);
    assertThat(driver.mapped).hasSize(3);
    pages.decommit(start + GRANULE, 2 * LARGEST);
    assertThat(driver.synchronizations).isOne();
    assertThat(driver.mappedBytes()).isEqualTo(LARGEST);
  }

  @Test
  void memory_that_stayed_is_not_taken_again() {
    pages.commit(start, 8 * GRANULE);
    pages.decommit(start + GRANULE, 7 * GRANULE);
    assertThat(driver.mappedBytes()).isEqualTo(8 * GRANULE);
    pages.commit(start + GRANULE, 2 * GRANULE);
    assertThat(driver.mappedBytes()).isEqualTo(8 * GRANULE);
    pages.commit(start + 3 * GRANULE, 6 * GRANULE);
    assertThat(driver.mappedBytes()).isEqualTo(9 * GRANULE);
  }

  @Test
  void what_others_keep_without_need_is_asked_for_first() {
    driver.free = GRANULE;
    driver.reclaimable = MUCH - GRANULE;
    pages.commit(start, 4 * GRANULE);
    assertThat(driver.mappedBytes()).isEqualTo(4 * GRANULE);
  }

  @Test
  void without_memory_nothing_changes_and_the_message_says_how_much_there_is() {
    pages.commit(start, GRANULE);
    driver.free = LARGEST + GRANULE;
    assertThatIllegalStateException()
        .isThrownBy(() -> pages.commit(start + GRANULE, 3 * LARGEST))
        .withMessage(
            "the GPU has no %d bytes of memory more; %d are free"
                .formatted(3 * LARGEST, LARGEST + GRANULE));
    assertThat(driver.mappedBytes()).isEqualTo(GRANULE);
    assertThat(driver.free).isEqualTo(LARGEST + GRANULE);
  }

  @Test
  void a_mapping_that_fails_half_way_is_undone() {
    driver.mapsUntilFailure = 1;
    assertThatIllegalStateException()
        .isThrownBy(() -> pages.commit(start, 2 * LARGEST))
        .withMessage("map failed");
    assertThat(driver.mapped).isEmpty();
    assertThat(driver.free).isEqualTo(MUCH);
  }
}
