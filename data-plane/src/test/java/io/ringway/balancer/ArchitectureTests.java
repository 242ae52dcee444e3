package io.ringway.balancer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(
    packages = "io.ringway.balancer",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

  @ArchTest
  static final ArchRule NO_FRAMEWORK =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..",
              "com.fasterxml.jackson.core..",
              "com.fasterxml.jackson.databind..");

  @ArchTest
  static final ArchRule ROOMS_HAVE_NAMES =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..",
              "..common..",
              "..misc..",
              "..helper..",
              "..base..",
              "..impl..",
              "..dto..",
              "..model..",
              "..service..",
              "..manager..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("io.ringway.balancer.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule HEALTH_KNOWS_NO_TRAFFIC =
      noClasses()
          .that()
          .resideInAPackage("..health..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..routing..", "..proxy..", "..control..", "..admin..");

  /** Others would end silently when one run throws. */
  @ArchTest
  static final ArchRule REPETITION_SURVIVES_ERRORS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..schedule..")
          .should()
          .callMethodWhere(
              JavaCall.Predicates.target(
                  HasName.Predicates.nameMatching("scheduleAtFixedRate|scheduleWithFixedDelay")));
}
