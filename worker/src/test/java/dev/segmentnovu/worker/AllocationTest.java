package dev.segmentnovu.worker;

import dev.segmentnovu.measure.Allocation;
import dev.segmentnovu.worker.mapping.EventMapperBenchmark;
import dev.segmentnovu.worker.novu.NovuCallBenchmark;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AllocationTest {

  /**
   * The bounds are a fifth above the allocation in interpreted mode. Lower one if its part
   * improves.
   */
  static Stream<Allocation> parts() {
    var mapper = new EventMapperBenchmark();
    var calls = new NovuCallBenchmark();
    return Stream.of(
        new Allocation("a track mapped", 1_290, mapper::track),
        new Allocation("a track mapped by a rule", 15_300, mapper::trackByRule),
        new Allocation("an identify mapped", 4_400, mapper::identify),
        new Allocation("a trigger's call", 1_750, calls::triggerBytes),
        new Allocation("a subscriber's call", 1_410, calls::changeBytes),
        new Allocation("an idempotency key", 1_260, calls::idempotencyKey),
        new Allocation("a subscriber as a part", 1_220, calls::changeAsPart),
        new Allocation("the body of 100 parts", 33_900, calls::batchBody),
        new Allocation("the response to a batch of 100 read", 67_700, calls::readBatchResponse),
        new Allocation("the outcomes of 100 triggers", 30_400, calls::outcomesOfTriggers),
        new Allocation("the outcomes of 100 subscribers", 62_900, calls::outcomesOfSubscribers));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void no_part_allocates_more_than_its_bound(Allocation part) throws Exception {
    part.assertHolds();
  }
}
