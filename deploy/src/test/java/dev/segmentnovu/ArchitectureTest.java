package dev.segmentnovu;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of the program, and which may know which. */
@AnalyzeClasses(
    packages = "dev.segmentnovu",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {

  /** The tests of common come as a jar, because those of the other modules build on them. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule ingest_and_worker_do_not_know_each_other =
      noClasses()
          .that(resideInAnyPackage("dev.segmentnovu.ingest.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("dev.segmentnovu.worker.."));

  @ArchTest
  static final ArchRule worker_and_ingest_do_not_know_each_other =
      noClasses()
          .that(resideInAnyPackage("dev.segmentnovu.worker.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("dev.segmentnovu.ingest.."));

  @ArchTest
  static final ArchRule common_knows_neither_of_them_nor_the_command =
      noClasses()
          .that(
              resideInAnyPackage(
                  "dev.segmentnovu.event..",
                  "dev.segmentnovu.queue..",
                  "dev.segmentnovu.config..",
                  "dev.segmentnovu.telemetry.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.segmentnovu.ingest..",
                  "dev.segmentnovu.worker..",
                  "dev.segmentnovu.relay.."));

  @ArchTest
  static final ArchRule only_the_command_wires_the_halves =
      noClasses()
          .that(resideInAnyPackage("dev.segmentnovu.ingest..", "dev.segmentnovu.worker.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("dev.segmentnovu.relay.."));

  @ArchTest
  static final ArchRule only_the_queue_knows_redisson =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.segmentnovu.queue..")
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
  static final ArchRule no_event_loop_sleeps =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.segmentnovu.relay")
          .should()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule packages_form_no_circles =
      slices().matching("dev.segmentnovu.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule no_rooms_without_a_purpose =
      classes()
          .should()
          .resideOutsideOfPackages(
              "..util..", "..utils..", "..helper..", "..manager..", "..model..");
}
