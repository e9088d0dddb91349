package dev.segmentnovu.ingest;

import dev.segmentnovu.measure.Allocation;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AllocationTest {

  /** A fifth above what an interpreter takes. Whoever makes one take less lowers its number. */
  static Stream<Allocation> parts() {
    var intake = new IntakeBenchmark();
    return Stream.of(
        new Allocation("a webhook scanned", 880, intake::scanWebhook),
        new Allocation("a batch of 100 scanned", 49_000, intake::scanBatch),
        new Allocation("a signature checked", 340, intake::signature),
        new Allocation("a webhook's event taken", 1_590, intake::takeWebhook),
        new Allocation("100 events of a batch taken", 105_000, intake::takeBatch));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void no_part_takes_more_of_the_heap_than_it_did(Allocation part) throws Exception {
    part.assertHolds();
  }
}
