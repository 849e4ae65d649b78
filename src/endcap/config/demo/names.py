"""Believable names of people who do not exist, with the spelling of their logins."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType

from endcap.config.demo.plan import words

_SURNAMES = words(
    """
    王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 胡hu 朱zhu
    高gao 林lin 何he 郭guo 马ma 罗luo 梁liang 宋song 郑zheng 谢xie 韩han 唐tang 冯feng 于yu
    董dong 萧xiao 程cheng 曹cao 袁yuan 邓deng 许xu 傅fu 沈shen 曾zeng 彭peng 吕lv 苏su 卢lu
    蒋jiang 蔡cai 贾jia 丁ding 魏wei 薛xue 叶ye 阎yan 余yu 潘pan 杜du 戴dai 夏xia 钟zhong 汪wang
    田tian 任ren 姜jiang 范fan 方fang 石shi 姚yao 谭tan 廖liao 邹zou 熊xiong 金jin 陆lu 郝hao
    孔kong 白bai 崔cui 康kang 毛mao 邱qiu 秦qin 江jiang 史shi 顾gu 侯hou 邵shao
    """
)
_SIGNS = words(
    """
    建jian 国guo 明ming 华hua 志zhi 强qiang 秀xiu 英ying 丽li 芳fang 桂gui 兰lan 玉yu 梅mei
    永yong 生sheng 春chun 海hai 云yun 文wen 斌bin 晓xiao 红hong 军jun 平ping 伟wei 勇yong 霞xia
    琴qin 燕yan 翠cui 凤feng 水shui 根gen 金jin 福fu 荣rong 德de 庆qing 林lin 立li 新xin 家jia
    和he 佳jia 怡yi 思si 远yuan 子zi 涵han 雨yu 晨chen 欣xin 浩hao 宇yu 静jing 敏min 慧hui
    婷ting 洁jie 波bo 涛tao 刚gang 健jian 松song 柏bai 青qing 安an 宁ning 小xiao
    """
)
_GIVEN = words(
    """
    建国 建华 建军 建平 建明 建林 国强 国平 国荣 国庆 志强 志明 志勇 志刚 志远 永强 永生 永平
    永福 永林 海波 海涛 海林 海生 海燕 春生 春林 春梅 春燕 春红 水根 水生 金根 金福 金水 福根
    福生 福林 德福 德明 德荣 德华 庆林 庆华 庆生 文斌 文军 文华 文静 晓军 晓明 晓波 晓燕 晓红
    晓霞 晓静 立新 立平 立军 立华 新华 新明 新平 家明 家和 家宁 家欣 佳怡 佳宁 佳慧 佳明 子涵
    子晨 思远 思宁 思涵 雨晨 雨欣 雨涵 雨婷 浩宇 浩然 晨宇 宇晨 宇涵 秀英 秀兰 秀芳 秀梅 秀琴
    桂英 桂兰 桂芳 桂林 玉兰 玉梅 玉英 玉林 玉华 丽华 丽萍 丽君 丽芳 翠英 翠兰 翠平 凤英 凤兰
    凤霞 红梅 红霞 红英 云霞 云英 云波 小燕 小芳 小红 小明 小军 小林 小平 青松 松林 松柏 安平
    安宁 伟明 伟强 勇军 敏华 慧敏 慧芳 静怡 静雨 欣怡 怡宁 洁玉 林生 根生 根水 荣华 荣生 和平
    和生 英红 兰英 梅英 伟 强 勇 军 平 斌 波 涛 刚 健 静 敏 霞 琴 燕 芳 丽 婷 洁 欣 慧 红 梅 兰
    林
    """
)
SPELLING: Mapping[str, str] = MappingProxyType(
    {word[0]: word[1:] for word in (*_SURNAMES, *_SIGNS, "然ran", "萍ping", "君jun")}
)
SURNAMES: tuple[str, ...] = tuple(word[0] for word in _SURNAMES)
_COMMON_FIRST = tuple(max(1, 14 - n // 3) for n in range(len(SURNAMES)))


def person_name(chance: Random) -> str:
    """A surname by how common it is, and a given name as parents of three generations chose them."""
    return chance.choices(SURNAMES, _COMMON_FIRST)[0] + chance.choice(_GIVEN)


def login_of(name: str) -> str:
    """How a generated name is typed at sign-in."""
    return "".join(SPELLING[sign] for sign in name)
