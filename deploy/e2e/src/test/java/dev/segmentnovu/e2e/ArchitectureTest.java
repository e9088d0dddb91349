package dev.segmentnovu.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** The rooms of the program, and which may depend on which. */
@AnalyzeClasses(
    packages = "dev.segmentnovu",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {

  /** The tests of common come as a jar, because the tests of other modules use them. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule ingest_does_not_depend_on_the_worker = room("ingest..").not("worker..");

  @ArchTest
  static final ArchRule the_worker_does_not_depend_on_ingest = room("worker..").not("ingest..");

  @ArchTest
  static final ArchRule common_depends_on_no_other_module =
      room("event..", "queue..", "config..", "telemetry..", "tls..", "concurrent..")
          .not("ingest..", "worker..", "relay..", "sandbox..", "bench..");

  @ArchTest
  static final ArchRule only_the_relay_command_depends_on_both_ingest_and_worker =
      room("ingest..", "worker..").not("relay..", "sandbox..", "bench..");

  @ArchTest
  static final ArchRule the_sandbox_depends_on_common_only =
      room("sandbox..").not("ingest..", "worker..", "queue..", "relay..", "bench..");

  @ArchTest
  static final ArchRule the_bench_depends_on_common_only =
      room("bench..").not("ingest..", "worker..", "queue..", "relay..", "sandbox..");

  @ArchTest
  static final ArchRule the_relay_command_does_not_depend_on_the_bench =
      room("relay..").not("bench..");

  @ArchTest
  static final ArchRule the_contract_of_the_queue_does_not_depend_on_redis =
      room("queue", "queue.admin", "queue.jobs").not("queue.redis..");

  @ArchTest
  static final ArchRule only_operators_use_what_the_queue_offers_them =
      room("queue", "worker..", "ingest.http..", "ingest.intake..")
          .not("queue.admin..", "queue.jobs..");

  @ArchTest
  static final ArchRule only_the_queue_in_redis_depends_on_redisson =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.segmentnovu.queue.redis..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.redisson.."));

  @ArchTest
  static final ArchRule the_pure_rooms_know_neither_vertx_nor_redis =
      noClasses()
          .that(
              resideInAnyPackage(
                  "dev.segmentnovu.event..",
                  "dev.segmentnovu.config..",
                  "dev.segmentnovu.worker.mapping.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.vertx..", "io.netty..", "org.redisson..", "redis.."));

  @ArchTest
  static final ArchRule the_pure_rooms_take_the_time_as_an_argument =
      noClasses()
          .that(
              resideInAnyPackage(
                  "dev.segmentnovu.event..",
                  "dev.segmentnovu.config..",
                  "dev.segmentnovu.worker.mapping.."))
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule only_a_command_sleeps_on_its_own_thread =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.segmentnovu.relay.runtime.Pause")
          .should()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule rooms_form_no_cycles =
      slices().matching("dev.segmentnovu.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_the_command_form_no_cycles =
      slices().matching("dev.segmentnovu.relay.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_the_sandbox_form_no_cycles =
      slices().matching("dev.segmentnovu.sandbox.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_the_bench_form_no_cycles =
      slices().matching("dev.segmentnovu.bench.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule no_rooms_without_a_purpose =
      classes()
          .should()
          .resideOutsideOfPackages(
              "..util..", "..utils..", "..helper..", "..manager..", "..model..");

  /** The classes in these packages below {@code dev.segmentnovu}. */
  private static Room room(String... packages) {
    return new Room(below(packages));
  }

  private record Room(String[] packages) {
    /** Forbids dependencies on classes in these packages. */
    ArchRule not(String... others) {
      return noClasses()
          .that(resideInAnyPackage(packages))
          .should()
          .dependOnClassesThat(resideInAnyPackage(below(others)));
    }
  }

  private static String[] below(String... packages) {
    return Stream.of(packages).map(each -> "dev.segmentnovu." + each).toArray(String[]::new);
  }
}
