package dev.segmentnovu.event;

import dev.segmentnovu.measure.Allocation;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AllocationTest {

  /** A fifth above what an interpreter takes. Whoever makes one take less lowers its number. */
  static Stream<Allocation> parts() {
    var codec = new EventCodecBenchmark();
    return Stream.of(
        new Allocation("a webhook's event encoded", 1_360, codec::encode),
        new Allocation("an event of a batch encoded", 3_850, codec::encodeOfBatch),
        new Allocation("an entry's header decoded", 1_950, codec::decode),
        new Allocation("a webhook's event decoded and read", 9_700, codec::decodeAndRead),
        new Allocation(
            "an event of a batch decoded and read", 11_100, codec::decodeAndReadOfBatch));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void no_part_takes_more_of_the_heap_than_it_did(Allocation part) throws Exception {
    part.assertHolds();
  }
}
