package io.ringway.control.dashboard;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** The page of one cluster. {@link ServerForms} handles its forms. */
@Controller
@RequestMapping("/clusters/{cluster}")
class ClusterPages {

  private final ClusterPage page;

  ClusterPages(ClusterPage page) {
    this.page = page;
  }

  @ModelAttribute("currentCluster")
  String currentCluster(@PathVariable String cluster) {
    return cluster;
  }

  @GetMapping
  String page(@PathVariable String cluster, Model model) {
    return page.show(cluster, model);
  }
}
