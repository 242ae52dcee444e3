package io.ringway.control;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packages of the control plane and their permitted dependencies. */
class RoomsTests {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.ringway.control");

  @Test
  void noTwoRoomsDependOnEachOther() {
    SlicesRuleDefinition.slices()
        .matching("io.ringway.control.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "util", "common", "misc", "helper", "base", "impl", "dto", "model", "service", "manager"
      })
  void noRoomIsADrawer(String name) {
    noClasses().should().resideInAPackage("..control.." + name + "..").check(CLASSES);
  }

  @Test
  void everyRoomIsOneOfThePlan() {
    noClasses()
        .should()
        .resideOutsideOfPackages(
            "io.ringway.control",
            "io.ringway.control.cluster..",
            "io.ringway.control.publish..",
            "io.ringway.control.fleet..",
            "io.ringway.control.whatif..",
            "io.ringway.control.explain..",
            "io.ringway.control.hotkeys..",
            "io.ringway.control.picture..",
            "io.ringway.control.review..",
            "io.ringway.control.stack..",
            "io.ringway.control.settings..",
            "io.ringway.control.overview..",
            "io.ringway.control.dashboard..",
            "io.ringway.control.live..",
            "io.ringway.control.classroom..",
            "io.ringway.control.traffic..",
            "io.ringway.control.replica..",
            "io.ringway.control.history..",
            "io.ringway.control.access..",
            "io.ringway.control.storage..",
            "io.ringway.control.shell..")
        .check(CLASSES);
  }

  /** Checks that drawing and computing can be tested with values alone. */
  @ParameterizedTest
  @ValueSource(strings = {"picture", "whatif"})
  void picturesAndConsequencesAreOfNoFramework(String room) {
    noClasses()
        .that()
        .resideInAPackage("io.ringway.control." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "jakarta..", "io.ringway.control.cluster..")
        .check(CLASSES);
  }

  @Test
  void aClusterKnowsNoPages() {
    noClasses()
        .that()
        .resideInAPackage("io.ringway.control.cluster..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.ringway.control.dashboard..",
            "io.ringway.control.review..",
            "io.ringway.control.stack..",
            "io.ringway.control.settings..",
            "io.ringway.control.overview..",
            "io.ringway.control.live..",
            "io.ringway.control.picture..",
            "org.springframework.ui..")
        .check(CLASSES);
  }

  /** Checks that only the Docker client uses Jackson 2, which must not mix with Jackson 3. */
  @Test
  void theOldJacksonStaysWithTheDockerClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.ringway.control.replica..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish", "access"})
  void theRoomsBelowKnowNothingOfTheRoomsAbove(String room) {
    noClasses()
        .that()
        .resideInAPackage("io.ringway.control." + room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.ringway.control.cluster..",
            "io.ringway.control.fleet..",
            "io.ringway.control.whatif..",
            "io.ringway.control.explain..",
            "io.ringway.control.traffic..",
            "io.ringway.control.replica..",
            "io.ringway.control.history..")
        .check(CLASSES);
  }
}
