package dev.segmentnovu.queue.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DelayBucketsTest {

  @ParameterizedTest
  @CsvSource({
    "PT-5S, 0",
    "PT0S, 0",
    "PT0.001S, 0",
    "PT0.002S, 2",
    "PT0.003S, 3",
    "PT0.004S, 4",
    "PT0.005S, 4",
    "PT0.006S, 5",
    "PT0.1S, 13",
    "PT1S, 19",
    "PT24H, 52",
    "P12D, 59",
    "P13D, 60",
    "P300D, 60",
    "PT2562047788015H, 60"
  })
  void a_duration_has_one_bucket(Duration duration, int bucket) {
    assertThat(DelayBuckets.of(duration)).isEqualTo(bucket);
  }

  @Test
  void the_middle_of_a_bucket_is_near_to_each_of_its_durations() {
    double most = DelayBuckets.ERROR_PERCENT / 100.0;
    for (long ms = 1; ms < Duration.ofDays(12).toMillis(); ms += 1 + ms / 50) {
      double middle =
          DelayBuckets.middle(DelayBuckets.of(Duration.ofMillis(ms))).toNanos() / 1_000_000.0;
      assertThat(middle / ms).isBetween(1 - most, 1 + most);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.95, 0.99, 1})
  void a_percentile_has_the_stated_error(double share) {
    var random = new SplittableRandom(7);
    var histogram = new DelayHistogram();
    // most are short and a few are long, as deliveries are
    double[] all = random.doubles(10_000).map(each -> 3 / (0.001 + each)).toArray();
    for (double ms : all) {
      histogram.add(DelayBuckets.of(Duration.ofMillis((long) ms)), 1);
    }
    Arrays.sort(all);
    double exact = Math.floor(all[(int) Math.ceil(share * all.length) - 1]);

    double found = histogram.percentile(share).orElseThrow().toNanos() / 1_000_000.0;

    assertThat(found).isCloseTo(exact, within(exact * DelayBuckets.ERROR_PERCENT / 100 + 0.01));
  }

  @Test
  void the_percentiles_of_merged_histograms_are_those_of_all_durations() {
    var one = new DelayHistogram();
    one.add(10, 99);
    var other = new DelayHistogram();
    other.add(40, 1);
    one.addAll(other);

    assertThat(one.percentile(0.99)).hasValue(DelayBuckets.middle(10));
    assertThat(one.percentile(1)).hasValue(DelayBuckets.middle(40));
    assertThat(new DelayHistogram().percentile(0.5)).isEmpty();
  }

  @Test
  void a_bucket_of_a_newer_version_counts_as_the_last() {
    var histogram = new DelayHistogram();

    histogram.add(99, 3);

    assertThat(histogram.count(DelayBuckets.COUNT - 1)).isEqualTo(3);
  }
}
