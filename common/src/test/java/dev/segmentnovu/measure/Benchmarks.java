package dev.segmentnovu.measure;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs a module's benchmarks; {@code docs/performance.md} has the command. */
public final class Benchmarks {

  private Benchmarks() {}

  /**
   * Runs them, and ends with a table of the time and the bytes that each takes.
   *
   * @param args a package, whose benchmarks and those of the packages below it are run, and then
   *     what JMH's own command line takes: a regular expression that picks some, {@code -f 3}
   */
  public static void main(String[] args) throws CommandLineOptionException, RunnerException {
    var given = new CommandLineOptions(Arrays.copyOfRange(args, 1, args.length));
    var options =
        new OptionsBuilder()
            .parent(given)
            // those of common are on the class path of every module
            .exclude("^(?!" + Pattern.quote(args[0] + ".") + ")")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(given.getForkCount().orElse(1))
            .warmupIterations(given.getWarmupIterations().orElse(3))
            .warmupTime(given.getWarmupTime().orElse(TimeValue.seconds(1)))
            .measurementIterations(given.getMeasurementIterations().orElse(10))
            .measurementTime(given.getMeasurementTime().orElse(TimeValue.milliseconds(500)))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .build();
    try {
      print(new Runner(options).run());
    } catch (NoBenchmarksException e) {
      System.out.println("None of " + args[0]); // another module may have what was picked
    }
  }

  private static void print(Collection<RunResult> results) {
    System.out.println("\n| benchmark | ns/op, least | ns/op, mean | B/op |\n|---|---:|---:|---:|");
    for (RunResult each : results) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %,.0f | %,.0f | %,.0f |%n",
          each.getParams().getBenchmark().replaceFirst("^.*\\.(?=[^.]+\\.)", ""),
          each.getPrimaryResult().getStatistics().getMin(), // what else runs takes no part in it
          each.getPrimaryResult().getStatistics().getMean(),
          Objects.requireNonNull(each.getSecondaryResults().get("gc.alloc.rate.norm")).getScore());
    }
  }
}
