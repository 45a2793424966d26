# The course's labs. `make LAB=semaphores` builds the kernel with that lab's files in place of the reference's, into
# build/labs/semaphores/. All other objects are the same and are shared, so that takes a second.
#
#   LAB          a lab, by its name, its number, or both: semaphores, 4, 4-semaphores
#   SUBMISSION   a folder with somebody's files, which are taken in place of the starter's
#   MINE         1: in a student's tree, all files that the student has written so far

labs := $(patsubst labs/%/lab.toml,%,$(sort $(wildcard labs/*/lab.toml)))
lab_number = $(firstword $(subst -, ,$(1)))
lab_name = $(patsubst $(call lab_number,$(1))-%,%,$(1))
# The files that a lab asks for: in its lab.toml, one a line, between "files = [" and "]".
lab_files = $(shell sed -n '/^files = \[/,/^\]/s/^ *"\(.*\)",*$$/\1/p' labs/$(1)/lab.toml)

# A student's tree says which lab is the current one, and which labs' files are the student's own: own_labs, LAB.
-include labs/student.mk

ifneq ($(filter mine add-lab update,$(MAKECMDGOALS))$(MINE),)
ifndef own_labs
$(error make $(or $(firstword $(MAKECMDGOALS)),mine) is for a student's tree, which make handout makes)
endif
endif
ifeq ($(MINE),1)
OUT = $(BUILD)/labs/mine
lab_sources := $(foreach each,$(own_labs),$(call lab_files,$(each)))
else ifneq ($(and $(LAB),$(filter-out add-lab,$(or $(MAKECMDGOALS),all))),)
lab := $(strip $(foreach each,$(labs),$(if $(filter $(each) $(call lab_number,$(each)) $(call lab_name,$(each)),$(LAB)),$(each))))
ifneq ($(words $(LAB)) $(words $(lab)),1 1)
$(error There is no lab $(LAB). There are: $(labs))
endif
OUT = $(BUILD)/labs/$(call lab_name,$(lab))
lab_sources := $(call lab_files,$(lab))
endif

# Where the lab's files are: a submission's, copied to where make can name them; a student's, in place; the starters.
ifdef SUBMISSION
ifndef lab
$(error SUBMISSION=$(SUBMISSION) is a submission for which lab? LAB=...)
endif
overlay = $(OUT)/submission/
ifneq ($(shell $(PYTHON) tools/labs/submission.py $(call quote,$(lab)) $(call quote,$(SUBMISSION)) $(overlay) && echo yes),yes)
$(error The submission was not built)
endif
else ifdef own_labs
overlay =
else ifdef lab
overlay = labs/$(lab)/starter/
endif

# From a source to its object. The lab's own come from the overlay. In a student's tree, other labs' files may be below
# reference/, as objects or as sources: so what the student has written there does not matter here.
object_of = $(if $(filter $(1),$(lab_sources)),$(overlay_object),$(or $(reference_object),$(own_object)))
overlay_object = $(if $(SUBMISSION),,$(BUILD)/)$(overlay)$(basename $(1)).o
own_object = $(BUILD)/$(basename $(1)).o
ifdef own_labs
ifdef lab
other_own_sources := $(filter-out $(lab_sources),$(foreach each,$(own_labs),$(call lab_files,$(each))))
endif
reference_object = $(or $(wildcard reference/$(basename $(1)).o), \
    $(patsubst %.c,$(BUILD)/%.o,$(wildcard reference/$(1))),$(if $(filter $(1),$(other_own_sources)),no-reference/$(basename $(1)).o))
no-reference/%.o:
	@echo 'There is no $*.c here but yours, and lab $(lab) does not depend on that. make mine takes all that is yours.'
	@exit 1
endif

# What lies in an overlay calls itself by the name that it stands for.
ifneq ($(overlay),)
overlay_name = -fmacro-prefix-map=$(overlay)=
$(BUILD)/$(overlay)%.o $(overlay)%.o: kernel_flags += $(overlay_name)
$(BUILD)/unit/$(overlay)%.o $(overlay)%.unit.o: unit_flags += $(overlay_name)
endif

# The objects in reference/ know structures as they were when they were compiled.
check_headers = $(if $(wildcard reference/headers),$(PYTHON) tools/labs/headers.py,:)

# make unit LAB=...: the lab's own unit tests, with the file that is tested from the overlay.
ifdef lab
lab_units := $(patsubst labs/$(lab)/unit/%.c,%,$(sort $(wildcard labs/$(lab)/unit/test_*.c)))
lab_unit_sources = $(1) labs/unit.c $(shell sed -n 's|^ \* Sources:\(.*\) \*/$$|\1|p' $(1))
unit_object_of = $(if $(and $(SUBMISSION),$(filter $(1),$(lab_sources))),$(overlay)$(basename $(1)).unit.o,$(strip \
    $(BUILD)/unit/$(if $(filter $(1),$(lab_sources)),$(overlay))$(basename $(1)).o))
define link_lab_unit
$(OUT)/unit/$(1): $(foreach source,$(call lab_unit_sources,labs/$(lab)/unit/$(1).c),$(call unit_object_of,$(source))) \
    $(OUT)/objects
	$$(call say,LD,$$@)
	$$(Q)mkdir -p $$(@D) && $$(HOST_CC) $$(unit_flags) -o $$@ $$(filter %.o,$$^) -lcmocka
endef
$(foreach unit,$(lab_units),$(eval $(call link_lab_unit,$(unit))))

# All of them run, also after one that failed.
unit: $(lab_units:%=$(OUT)/unit/%)
	@$(if $(lab_units),status=0; for unit in $^; do $$unit || status=1; done; exit $$status,\
	    echo 'Lab $(lab) has no unit tests: make grade LAB=$(LAB) boots it')
endif

ifneq ($(wildcard labs/*/questions.py),)
questions: ## the questions of lab 0, meet the machine, for one student: ID=20260123
	@$(PYTHON) $(firstword $(wildcard labs/*/questions.py)) $(call quote,$(ID))
.PHONY: questions
endif

# --- Trees for students ---------------------------------------------------------------------------------------------

ifndef own_labs
handout: ## a student's tree with a lab's starters: LAB=semaphores DIR=folder, TWIST=name for another contract
	@tools/setup labs
	@$(PYTHON) tools/labs/handout.py $(call quote,$(or $(lab),$(error Which lab? LAB=semaphores))) \
	    $(call quote,$(or $(DIR),$(error Into which folder? DIR=folder))) $(if $(TWIST),--twist $(call quote,$(TWIST)))
else
mine: ## boots the kernel made of all that you have written, in all labs
	@$(MAKE) --no-print-directory run MINE=1

add-lab: ## the next lab, from your teacher's folder: LAB=semaphores FROM=folder
	@tools/setup labs
	@$(PYTHON) tools/labs/student.py add $(call quote,$(LAB)) $(call quote,$(or $(FROM),$(error From where? FROM=folder)))

update: ## a correction, from your teacher's folder; your own files stay: FROM=folder
	@tools/setup labs
	@$(PYTHON) tools/labs/student.py update $(call quote,$(or $(FROM),$(error From where? FROM=folder)))

# What is only in the kernel's own tree.
kernel_goals = test coverage verify mutants fuzz properties bench bench-linux bench-accept profile handout prove-labs \
    demo-class gradescope pictures
ifneq ($(filter $(kernel_goals),$(MAKECMDGOALS)),)
$(error make $(firstword $(filter $(kernel_goals),$(MAKECMDGOALS))) is for the kernel itself; make help lists what there is here)
endif
endif
.PHONY: handout mine add-lab update

# make help leaves out what is not for this tree.
help_hides = ^\($(subst $(subst ,, ),\|,$(strip $(if $(own_labs),$(kernel_goals),mine add-lab update) \
    $(if $(wildcard labs/*/questions.py),,questions)))\)\#
