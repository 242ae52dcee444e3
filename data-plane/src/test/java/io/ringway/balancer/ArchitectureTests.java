package io.ringway.balancer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

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
          .resideInAnyPackage(
              "..routing..", "..exchange..", "..listener..", "..control..", "..admin..");

  /** HTTP/2 takes the place of http1 and nothing else. */
  @ArchTest
  static final ArchRule NO_ROOM_SEES_ONE_ABOVE_IT =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("http")
          .definedBy("..balancer.http..")
          .layer("forwarding")
          .definedBy("..balancer.forwarding..")
          .layer("http1")
          .definedBy("..balancer.http1..")
          .layer("upstream")
          .definedBy("..balancer.upstream..")
          .layer("exchange")
          .definedBy("..balancer.exchange..")
          .layer("listener")
          .definedBy("..balancer.listener..")
          .layer("others")
          .definedBy("..balancer.(admin|control|warmup)..")
          .optionalLayer("root")
          .definedBy("io.ringway.balancer")
          .whereLayer("root")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("listener")
          .mayOnlyBeAccessedByLayers("root", "others")
          .whereLayer("exchange")
          .mayOnlyBeAccessedByLayers("listener", "root", "others")
          .whereLayer("upstream")
          .mayOnlyBeAccessedByLayers("exchange", "listener", "root", "others")
          .whereLayer("http1")
          .mayOnlyBeAccessedByLayers("upstream", "exchange", "listener", "root", "others");

  /** A periodic task of an executor ends silently when one run throws. */
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
