package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.measure.Allocation;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AllocationTest {

  /**
   * Each bound is a fifth above what the interpreter allocates, unless a measurement says less. A
   * change that allocates less lowers the bound.
   */
  static Stream<Allocation> parts() {
    var intake = new IntakeBenchmark();
    return Stream.of(
        new Allocation("a webhook scanned", 880, intake::scanWebhook),
        new Allocation("a batch of 100 scanned", 49_000, intake::scanBatch),
        new Allocation("a signature checked", 340, intake::signature),
        new Allocation("a webhook's event checked", 1_590, intake::checkWebhook),
        new Allocation("100 events of a batch checked", 105_000, intake::checkBatch));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void no_part_allocates_more_than_its_bound(Allocation part) throws Exception {
    part.assertHolds();
  }
}
